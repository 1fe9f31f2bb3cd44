package org.duograph.tutorials.convolution;

/** The exercises about fast convolutions, solved. */
class Solutions extends Exercises {
    @Override
    public int multiplications(int tile, int window) {
        int reach = tile + window - 1; // pixels under all windows of a tile, along an axis
        return reach * reach;
    }

    @Override
    public void product(Watched a, Watched b, Watched y, int rows, int depth, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < depth; k++) {
                float x = a.get(r * depth + k);
                for (int j = 0; j < columns; j++) {
                    y.add(r * columns + j, x * b.get(k * columns + j));
                }
            }
        }
    }

    @Override
    public int rowsOfABlock(int cacheBytes, int channels) {
        int row = 3 * 3 * channels * Float.BYTES;
        return Math.max(8, cacheBytes / 2 / row / 8 * 8);
    }
}
