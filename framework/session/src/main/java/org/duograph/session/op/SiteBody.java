package org.duograph.session.op;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;

/** A body of an operation that is lowered: the function that is one of its attributes. */
public interface SiteBody {
    /** Its name. */
    String name();

    /** What its parameters are called, in order. */
    List<String> parameters();

    /** The parameter that result {@code k} is, handed on as it is; -1 if it is computed. */
    int handedOn(int k);

    /** How many results it has. */
    int results();

    /**
     * The names of the streams of random numbers of which it takes some; see {@link
     * LoweringSite#stream}.
     */
    Set<String> streams();

    /**
     * Appends what it computes to a graph of the core.
     *
     * @param known the numbers that are known there; the same that {@code core} asks
     * @param arguments of each parameter, what it is there
     * @param streams of each of its streams, where it goes on; afterwards where it does next
     * @return the results
     */
    List<Value> append(
            Graph core, KnownNumbers known, List<Value> arguments, Map<String, Value> streams);
}
