package org.duograph.session.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import org.duograph.session.proto.GraphDef;

/**
 * Some operations of a step that one task runs at once, when all that they are given is there.
 *
 * @param byTask whether the task itself does them, and no plan: queues and accumulators
 * @param graph the operations, with placeholders for what they are given
 * @param givens what they are given
 * @param after numbers of edges over which other tasks say that they have done their part
 * @param makes what is wanted of the results
 * @param targets names of the operations that shall run, whether or not anything of them is wanted
 * @param tells numbers of edges over which other tasks are told that this is done
 */
record Piece(
        boolean byTask,
        GraphDef graph,
        List<Given> givens,
        List<Integer> after,
        List<Made> makes,
        List<String> targets,
        List<Integer> tells) {

    /**
     * A placeholder and what it stands for.
     *
     * @param name the placeholder's
     * @param feed which of the arrays that the task is sent; -1 if it is none
     * @param edge the edge over which it comes; -1 if it is fed
     */
    record Given(String name, int feed, int edge) {}

    /**
     * A tensor that somebody wants.
     *
     * @param tensor its name
     * @param edge over which it goes; -1 for a fetch
     * @param remote whether another task waits at the edge's end
     * @param fetch which of the arrays that the task gives back; -1 if it is none
     */
    record Made(String tensor, int edge, boolean remote, int fetch) {}

    void write(Packet to) {
        to.put(byTask ? 1 : 0).put(graph.toByteArray());
        to.put(givens.size());
        givens.forEach(g -> to.put(g.name).put(g.feed).put(g.edge));
        write(after, to);
        to.put(makes.size());
        makes.forEach(m -> to.put(m.tensor).put(m.edge).put(m.remote ? 1 : 0).put(m.fetch));
        to.putTexts(targets);
        write(tells, to);
    }

    static Piece read(Packet from) {
        boolean byTask = from.getInt() == 1;
        GraphDef graph;
        try {
            graph = GraphDef.parseFrom(from.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("A piece of a step is no GraphDef: " + e, e);
        }
        List<Given> givens = new ArrayList<>();
        for (int i = from.getCount(12); i > 0; i--) {
            givens.add(new Given(from.getText(), from.getInt(), from.getInt()));
        }
        List<Integer> after = readNumbers(from);
        List<Made> makes = new ArrayList<>();
        for (int i = from.getCount(16); i > 0; i--) {
            String tensor = from.getText();
            makes.add(new Made(tensor, from.getInt(), from.getInt() == 1, from.getInt()));
        }
        List<String> targets = from.getTexts();
        return new Piece(byTask, graph, givens, after, makes, targets, readNumbers(from));
    }

    private static void write(List<Integer> numbers, Packet to) {
        to.put(numbers.size());
        numbers.forEach(to::put);
    }

    private static List<Integer> readNumbers(Packet from) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = from.getCount(Integer.BYTES); i > 0; i--) {
            numbers.add(from.getInt());
        }
        return numbers;
    }
}
