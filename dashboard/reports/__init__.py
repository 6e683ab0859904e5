"""Reports: answers gathered once into a result, which every format renders and a manifest keeps."""
