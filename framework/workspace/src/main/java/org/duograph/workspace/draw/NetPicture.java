package org.duograph.workspace.draw;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.workspace.proto.OperatorDef;

/**
 * What a picture of a net shows: nodes, and arrows from earlier ones to later ones.
 *
 * @param name the net's name
 * @param nodes in the order in which they first occur
 * @param arrows each at most once
 */
record NetPicture(String name, List<Node> nodes, List<Arrow> arrows) {

    /** What a node stands for; each kind has its own look. */
    enum Kind {
        OPERATOR,
        GRADIENT_OPERATOR,
        /** A block of operators and its repetitions, in one box. */
        FOLD,
        /** A blob that an operator of the net writes. */
        BLOB,
        /** A blob from outside that is some operator's first input, or its labels. */
        INPUT,
        /** A blob that comes into a folded block. */
        PORT,
        /** A blob from outside that serves only as a further input: a weight, usually. */
        PARAMETER,
        /** The last version of a blob that the net declares as output. */
        OUTPUT;

        boolean isOperator() {
            return this == OPERATOR || this == GRADIENT_OPERATOR;
        }

        /** Whether it is drawn as an octagon. */
        boolean isBlob() {
            return !isOperator() && this != FOLD;
        }
    }

    /**
     * One box or octagon.
     *
     * @param id unique in the picture
     * @param family the operator's; null for blobs and blocks
     * @param note a second line, or empty
     * @param result a line below the box: what leaves it, such as {@code 1x64x56x56}; or empty
     * @param facts what there is to know, each with its name
     * @param fold what a block holds; null for operators and blobs
     */
    record Node(
            String id,
            Kind kind,
            Family family,
            String label,
            String note,
            String result,
            Map<String, String> facts,
            Fold fold) {
        /** What pointing at it shows. */
        String tip() {
            return facts.getOrDefault("text", label);
        }
    }

    /**
     * The inside of a block.
     *
     * @param once its first repetition
     * @param all all repetitions, joined
     * @param seen whether an earlier block of the picture has the same form
     */
    record Fold(NetPicture once, NetPicture all, boolean seen) {}

    /**
     * One arrow between nodes, given by their places in the list.
     *
     * @param weight how much a straight arrow is worth: 1 along the main path, less beside it
     * @param control whether it stands for an order only, not for data
     */
    record Arrow(int from, int to, double weight, boolean control) {}

    /** Arguments that are the same everywhere or say only how to compute. */
    private static final Set<String> UNINTERESTING =
            Set.of(
                    "order",
                    "exhaustive_search",
                    "cudnn_exhaustive_search",
                    "ws_nbytes_limit",
                    "shared_buffer",
                    "is_test",
                    "values");

    /** The families of the operators, those inside of blocks too. */
    Set<Family> families() {
        Set<Family> families = new TreeSet<>();
        for (Node node : nodes) {
            if (node.fold() != null) {
                families.addAll(node.fold().once().families());
            } else if (node.family() != null) {
                families.add(node.family());
            }
        }
        return families;
    }

    /** The arguments of an operator that a reader wants to see. */
    static String arguments(OperatorDef op) {
        return NetPrinter.arguments(op, UNINTERESTING);
    }
}
