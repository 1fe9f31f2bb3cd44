package org.duograph.workspace.control;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;

/**
 * Writes a net with choices and loops in it, as Caffe2's {@code NetBuilder} does.
 *
 * <pre>{@code
 * NetBuilder net = new NetBuilder("absolute");
 * net.constant("zero", 0f);
 * String negative = net.op("LT", List.of("x", "zero"), "negative");
 * net.constant("y", 0f);
 * net.ifNet(
 *         negative,
 *         then -> then.op("Negative", "x", "y"),
 *         otherwise -> otherwise.op("Copy", "x", "y"));
 * workspace.runNetOnce(net.net());
 * }</pre>
 *
 * <p>A branch or a body is written by a lambda, which is handed a builder of its own. It reads and
 * writes the blobs that the net around it knows at that place: those that an operator before it
 * reads or writes, and declared inputs ({@link Net#addExternalInput}). All other blobs that it
 * writes are its own, and are gone when it has run.
 */
public final class NetBuilder {
    private final Net net;
    private final NetBuilder parent;

    /** Begins an empty net. */
    public NetBuilder(String name) {
        this(new Net(name));
    }

    /** Goes on with a net, such as that of a model. */
    public NetBuilder(Net net) {
        this(net, null);
    }

    private NetBuilder(Net net, NetBuilder parent) {
        this.net = net;
        this.parent = parent;
    }

    /** The net. */
    public Net net() {
        return net;
    }

    /** Appends an operator; see {@link Net#op(String, List, List, Argument...)}. */
    public List<String> op(
            String type, List<String> inputs, List<String> outputs, Argument... args) {
        return net.op(type, inputs, outputs, args);
    }

    /** Appends an operator with one output; returns its name. */
    public String op(String type, List<String> inputs, String output, Argument... args) {
        return net.op(type, inputs, output, args);
    }

    /** Appends an operator with one input and one output; returns the output's name. */
    public String op(String type, String input, String output, Argument... args) {
        return net.op(type, input, output, args);
    }

    /** Appends an operator without inputs, such as a fill; returns the output's name. */
    public String op(String type, String output, Argument... args) {
        return net.op(type, output, args);
    }

    /** Fills a blob with one float32 number, a scalar; returns its name. */
    public String constant(String name, float number) {
        return constant(name, NDArray.scalar(number));
    }

    /** Fills a blob with these numbers; returns its name. */
    public String constant(String name, NDArray numbers) {
        return net.constant(name, numbers);
    }

    /**
     * Runs operators if a condition holds.
     *
     * @param condition a blob that holds one bool
     * @param then writes them
     */
    public NetBuilder ifNet(String condition, Consumer<NetBuilder> then) {
        ControlNets.addIf(net, condition, this::isVisible, body("then", then), null);
        return this;
    }

    /**
     * Runs operators if a condition holds, and others if it does not.
     *
     * @param condition a blob that holds one bool
     * @param then writes the first
     * @param otherwise writes the others
     */
    public NetBuilder ifNet(
            String condition, Consumer<NetBuilder> then, Consumer<NetBuilder> otherwise) {
        ControlNets.addIf(
                net, condition, this::isVisible, body("then", then), body("else", otherwise));
        return this;
    }

    /**
     * Runs operators as long as a condition holds. Its operators run before each time, and may
     * write blobs of the net as well.
     *
     * @param condition writes the operators that compute it, and returns the blob with one bool
     * @param body writes what is repeated
     */
    public NetBuilder whileNet(Function<NetBuilder, String> condition, Consumer<NetBuilder> body) {
        return whileNet(null, condition, body);
    }

    /**
     * The same a number of times at most. With such a bound, the gradient of a loop takes time that
     * grows with the iterations, and not with their square.
     *
     * @param most the most iterations; the loop ends after them whatever the condition says
     */
    public NetBuilder whileNet(
            Long most, Function<NetBuilder, String> condition, Consumer<NetBuilder> body) {
        NetBuilder asked = child("condition");
        String holds = condition.apply(asked);
        ControlNets.addWhile(net, holds, this::isVisible, body("body", body), asked.net, most);
        return this;
    }

    /**
     * Runs operators as long as a blob says so, which they write.
     *
     * @param condition a blob that holds one bool, and that exists before the loop
     * @param body writes what is repeated
     */
    public NetBuilder whileNet(String condition, Consumer<NetBuilder> body) {
        ControlNets.addWhile(net, condition, this::isVisible, body("body", body), null, null);
        return this;
    }

    private Net body(String what, Consumer<NetBuilder> writer) {
        NetBuilder child = child(what);
        writer.accept(child);
        return child.net;
    }

    private NetBuilder child(String what) {
        return new NetBuilder(new Net(net.name() + "/" + what), this);
    }

    /** Whether a blob is known at this place. */
    private boolean isVisible(String blob) {
        return net.blobIsDefined(blob) || (parent != null && parent.isVisible(blob));
    }

    /** The net's message as text. */
    @Override
    public String toString() {
        return net.toString();
    }
}
