"""What the performance promises are measured with: `./run bench` lists them, docs/benchmarks.md has the numbers."""
