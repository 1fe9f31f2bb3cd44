package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.tensor.Shape;

/**
 * Folds an array along some axes: sums it up, finds its largest numbers.
 *
 * <p>Where the folded axes are the inner ones, a block folds a line of numbers that stand side by
 * side; else a thread folds a column, beside threads that fold the next ones. Where there are few
 * lines or columns, they are cut into chunks, which a second kernel takes together: so a bias'
 * gradient, a few sums of many numbers each, keeps the whole GPU busy. Every sum comes about in the
 * same order each time.
 */
final class Folding {
    private static final String MODULE = "reductions";

    /** Shorter lines are not worth a block. */
    private static final int SHORT = 64;

    /**
     * A block that folds a line reads at least so many numbers, and a thread that folds a column.
     */
    private static final int LINE_CHUNK = 2048;

    private static final int COLUMN_CHUNK = 64;

    private static final int MOST_CHUNKS = 1024;

    private final Ways kept;
    private final Ways folded;

    private Folding(Ways both) {
        this.kept = both.where(1, false).only(0);
        this.folded = both.where(1, true).only(0);
    }

    /**
     * Folds an array of shape {@code x}.
     *
     * @param y the shape of the result, of the same rank: 1 along the folded axes
     */
    static Folding of(Shape x, Shape y) {
        return new Folding(Ways.of(x, x, y));
    }

    /** Folds all that is before and behind an axis, such as all but channels. */
    static Folding allBut(long outer, long channels, long inner) {
        Shape x = Shape.of(Math.toIntExact(outer), (int) channels, Math.toIntExact(inner));
        return of(x, Shape.of(1, (int) channels, 1));
    }

    /** Whether kernels can do it. */
    boolean isPossible() {
        return kept.isPossible() && folded.isPossible();
    }

    /** How many results there are. */
    long outputs() {
        return kept.size();
    }

    /** How many elements go into each of them. */
    long length() {
        return folded.size();
    }

    Ways kept() {
        return kept;
    }

    Ways folded() {
        return folded;
    }

    /** Adds the stages that sum up float32 numbers. */
    void sum(Draft d, Where x, Where y) {
        draw(d, "sum_f32", "sum_f32", x, null, y, 1);
    }

    /** Adds the stages that sum up the products of two float32 arrays of the same shape. */
    void sumOfProducts(Draft d, Where x, Where z, Where y) {
        draw(d, "sum_products_f32", "sum_f32", x, z, y, 1);
    }

    /**
     * Adds the stages.
     *
     * @param kernel what is done with the elements, without {@code _lines} or {@code _columns}
     * @param again what is done with the results of chunks; null where there is no such kernel, and
     *     none for columns, as of whole numbers
     * @param z a second array, or null
     * @param count what sums are divided by
     */
    void draw(Draft d, String kernel, String again, Where x, Where z, Where y, long count) {
        boolean lines = again == null || areLines();
        int chunks = again == null ? 1 : chunks(d);
        if (chunks == 1) {
            launch(d, kernel, lines, x, z, y, 1, count);
            return;
        }
        Where parts = d.scratch(Float.BYTES * chunks * outputs());
        launch(d, kernel, lines, x, z, parts, chunks, 1);
        Shape rows = Shape.of(chunks, (int) outputs());
        Folding parted = of(rows, Shape.of(1, (int) outputs()));
        parted.launch(d, again, parted.areLines(), parts, null, y, 1, count);
    }

    /** Whether blocks fold lines: of numbers side by side, or of so few that threads would idle. */
    private boolean areLines() {
        return length() >= SHORT && (folded.innerStep(0) == 1 || outputs() < SHORT);
    }

    private long blocks(boolean lines) {
        return lines ? outputs() : (outputs() + Launch.BLOCK - 1) / Launch.BLOCK;
    }

    private int chunks(Draft d) {
        boolean lines = areLines();
        long idle = d.mostBlocks() / blocks(lines);
        long enough = length() / (lines ? LINE_CHUNK : COLUMN_CHUNK);
        return (int) Math.max(1, Math.min(Math.min(idle, enough), MOST_CHUNKS));
    }

    private void launch(
            Draft d,
            String kernel,
            boolean lines,
            Where x,
            Where z,
            Where y,
            int chunks,
            long count) {
        d.launch(MODULE, kernel + (lines ? "_lines" : "_columns"))
                .blocks(Math.min(blocks(lines), d.mostBlocks()), chunks)
                .at(x)
                .at(z)
                .at(y)
                .ints(kept.ints())
                .ints(folded.ints())
                .whole(outputs())
                .whole(length())
                .whole((length() + chunks - 1) / chunks)
                .whole(count)
                .add();
    }
}
