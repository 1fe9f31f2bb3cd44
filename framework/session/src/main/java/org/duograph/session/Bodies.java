package org.duograph.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.duograph.session.op.JavaCode;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.DataType;
import org.duograph.tensor.DType;

/**
 * The bodies of a graph, and those of its bodies, by name; in files its library of functions. And
 * the Java code that its operations run, which is in no file.
 */
public final class Bodies {
    private final Map<String, Body> all;
    private final Map<String, JavaCode> codes;
    private Graph open; // the body that is being built, or null

    Bodies() {
        this(
                Collections.synchronizedMap(new LinkedHashMap<>()),
                Collections.synchronizedMap(new LinkedHashMap<>()));
    }

    private Bodies(Map<String, Body> all, Map<String, JavaCode> codes) {
        this.all = all;
        this.codes = codes;
    }

    /** The same, for the graph of a body. */
    Bodies inside() {
        return new Bodies(all, codes);
    }

    /** All of them, in the order in which they were made: inner ones first. */
    public List<Body> all() {
        synchronized (all) {
            return List.copyOf(all.values());
        }
    }

    /** Whether there is one of that name. */
    public boolean has(String name) {
        return all.containsKey(name);
    }

    /**
     * The body of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Body get(String name) {
        Body body = all.get(name);
        if (body == null) {
            throw new IllegalArgumentException(
                    "The function '%s' is not in the graph's library, which has %s"
                            .formatted(name, all.keySet()));
        }
        return body;
    }

    /**
     * Adds what {@code make} makes for a name that nobody has: the wished one, or a number more.
     */
    Body add(String wished, Function<String, Body> make) {
        String name = wished;
        for (int number = 1; all.containsKey(name); number++) {
            name = wished + "_" + number;
        }
        Body made = make.apply(name);
        all.put(name, made);
        return made;
    }

    /** Adds the bodies and the code of another graph, for copies of its operations. */
    public void addAll(Bodies others) {
        others.all().forEach(body -> all.put(body.name(), body));
        codes.putAll(others.codes);
    }

    /** Appends an operation that runs Java code. */
    List<Tensor> call(
            Graph graph, String name, JavaCode code, List<DType> types, List<Tensor> inputs) {
        String token = "pyfunc_" + codes.size();
        codes.put(token, code);
        return graph.op(code.type())
                .name(name)
                .inputs(inputs)
                .attr("token", token)
                .attr("Tout", types)
                .build()
                .outputs();
    }

    /**
     * The Java code that a token names.
     *
     * @throws IllegalArgumentException if there is none, as in a graph that comes from a file
     */
    JavaCode code(String token) {
        JavaCode code = codes.get(token);
        if (code == null) {
            throw new IllegalArgumentException(
                    "There is no code '%s' in this graph: a file holds none, neither Java's nor Python's. Cut the graph before this operation and feed what it would give"
                            .formatted(token));
        }
        return code;
    }

    /**
     * Adds a body that is built by a function, under a name that nobody has: the wished one, or a
     * number more.
     *
     * @param graph the graph whose operations may run it
     * @param parameters element types of the parameters, by name
     * @param results what the results are called
     * @param build gives the results of the parameters
     */
    public Body add(
            Graph graph,
            String wished,
            Map<String, DataType> parameters,
            List<String> results,
            UnaryOperator<List<Tensor>> build) {
        BodyBuilder builder = new BodyBuilder(graph);
        parameters.forEach((name, type) -> builder.parameter(name, type, StaticShape.UNKNOWN));
        builder.build(build);
        return builder.finish(wished, results);
    }

    /** The body that is being built, or null. */
    Graph open() {
        return open;
    }

    /** Lets operations go to a body, or with null to the graph itself, until it is closed. */
    Scope open(Graph body) {
        Graph before = open;
        open = body;
        return new Scope() {
            @Override
            public String name() {
                return "";
            }

            @Override
            public void close() {
                open = before;
            }
        };
    }
}
