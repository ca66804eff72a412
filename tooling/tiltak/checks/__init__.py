"""What is wrong in the files, and the explanation of each kind of problem."""
