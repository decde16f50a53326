"""What an établissement tells the Région of, without anybody's name: counts, and how they add up."""
