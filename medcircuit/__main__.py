"""python -m medcircuit: the command line."""

from medcircuit.cli import main

if __name__ == "__main__":
    main()
