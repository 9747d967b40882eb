"""Speed, as ratios against an alternative in the same run."""
