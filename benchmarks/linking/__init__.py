"""The parts of `./run bench link`: lists made from the benches' own people, files from outside, peers, and counting."""
