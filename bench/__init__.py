"""What is measured, and how; each script prints ratios against something measured in the same run."""
