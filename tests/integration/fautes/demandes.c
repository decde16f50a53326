/* Between a program and its disk: the n-th demand that touches SIGMA_FAUTE_RACINE stops, kills,
 * interrupts or is refused. Built by tests.integration.fautes.couche, loaded by LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static long faites = 0, visee = 0;
static const char *racine, *genre;

/* Called again by a child whose environment is another (tests.integration.fautes.souche). */
__attribute__((constructor)) void demandes_lire(void) {
    faites = 0;
    const char *n = getenv("SIGMA_FAUTE_N");
    racine = getenv("SIGMA_FAUTE_RACINE");
    genre = getenv("SIGMA_FAUTE_GENRE");
    visee = n ? atol(n) : 0;
    if (!genre) genre = "compte";
}

__attribute__((destructor)) void demandes_dire(void) {
    const char *ou = getenv("SIGMA_FAUTE_COMPTE");
    racine = NULL; /* what follows is ours */
    if (!ou) return;
    FILE *f = fopen(ou, "w");
    if (f) { fprintf(f, "%ld", faites); fclose(f); }
}

static int touche(const char *chemin) {
    return racine && chemin && strncmp(chemin, racine, strlen(racine)) == 0;
}

static int touche_fd(int fd) {
    char lien[64], vu[4096];
    if (!racine || fd < 3) return 0;
    snprintf(lien, sizeof lien, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(lien, vu, sizeof vu - 1);
    if (n <= 0) return 0;
    vu[n] = 0;
    return touche(vu);
}

static int touche_at(int dir, const char *chemin) {
    if (chemin && chemin[0] == '/') return touche(chemin);
    return dir == AT_FDCWD ? 0 : touche_fd(dir);
}

/* Returns an errno to refuse with, 0 to go on. `ecrit` tells a demand that takes room. */
static int demande(int ecrit) {
    faites++;
    if (!visee || faites < visee) return 0;
    if (!strcmp(genre, "plein")) return ecrit ? ENOSPC : 0; /* from here on */
    if (faites != visee) return 0;
    if (!strcmp(genre, "tue")) kill(getpid(), SIGKILL);
    if (!strcmp(genre, "arret")) raise(SIGSTOP);
    if (!strcmp(genre, "interrompt")) raise(SIGINT);
    return strcmp(genre, "refuse") ? 0 : EIO;
}

#define VRAI(nom) __typeof__(&nom) vrai = (__typeof__(&nom))dlsym(RTLD_NEXT, #nom)
#define DEMANDE(touchee, ecrit) do { int e_; if ((touchee) && (e_ = demande(ecrit))) { errno = e_; return -1; } } while (0)
#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list ap; va_start(ap, flags); mode = va_arg(ap, mode_t); va_end(ap); }
/* A file system without shared memory, as NFS, SMB or sshfs are: SIGMA_FAUTE_SANS_SHM is its folder. */
#define SANS_SHM(chemin) do { const char *s_ = getenv("SIGMA_FAUTE_SANS_SHM"); size_t l_ = chemin ? strlen(chemin) : 0; \
    if (s_ && l_ > 4 && !strcmp(chemin + l_ - 4, "-shm") && !strncmp(chemin, s_, strlen(s_))) { errno = EACCES; return -1; } } while (0)

int open(const char *c, int flags, ...) { VRAI(open); MODE; SANS_SHM(c); if (flags & O_CREAT) DEMANDE(touche(c), 1); return vrai(c, flags, mode); }
int open64(const char *c, int flags, ...) { VRAI(open64); MODE; SANS_SHM(c); if (flags & O_CREAT) DEMANDE(touche(c), 1); return vrai(c, flags, mode); }
int openat(int d, const char *c, int flags, ...) { VRAI(openat); MODE; if (flags & O_CREAT) DEMANDE(touche_at(d, c), 1); return vrai(d, c, flags, mode); }
int openat64(int d, const char *c, int flags, ...) { VRAI(openat64); MODE; if (flags & O_CREAT) DEMANDE(touche_at(d, c), 1); return vrai(d, c, flags, mode); }
ssize_t write(int fd, const void *b, size_t n) { VRAI(write); DEMANDE(touche_fd(fd), 1); return vrai(fd, b, n); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { VRAI(pwrite); DEMANDE(touche_fd(fd), 1); return vrai(fd, b, n, o); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { VRAI(pwrite64); DEMANDE(touche_fd(fd), 1); return vrai(fd, b, n, o); }
int fsync(int fd) { VRAI(fsync); DEMANDE(touche_fd(fd), 0); return vrai(fd); }
int fdatasync(int fd) { VRAI(fdatasync); DEMANDE(touche_fd(fd), 0); return vrai(fd); }
int ftruncate(int fd, off_t n) { VRAI(ftruncate); DEMANDE(touche_fd(fd), 0); return vrai(fd, n); }
int ftruncate64(int fd, off64_t n) { VRAI(ftruncate64); DEMANDE(touche_fd(fd), 0); return vrai(fd, n); }
int rename(const char *a, const char *b) { VRAI(rename); DEMANDE(touche(a) || touche(b), 0); return vrai(a, b); }
int link(const char *a, const char *b) { VRAI(link); DEMANDE(touche(b), 0); return vrai(a, b); }
int linkat(int da, const char *a, int db, const char *b, int f) { VRAI(linkat); DEMANDE(touche_at(db, b), 0); return vrai(da, a, db, b, f); }
int unlink(const char *c) { VRAI(unlink); DEMANDE(touche(c), 0); return vrai(c); }
int unlinkat(int d, const char *c, int f) { VRAI(unlinkat); DEMANDE(touche_at(d, c), 0); return vrai(d, c, f); }
int mkdir(const char *c, mode_t m) { VRAI(mkdir); DEMANDE(touche(c), 1); return vrai(c, m); }
int rmdir(const char *c) { VRAI(rmdir); DEMANDE(touche(c), 0); return vrai(c); }
