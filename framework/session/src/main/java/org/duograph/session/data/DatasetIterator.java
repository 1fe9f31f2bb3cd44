package org.duograph.session.data;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.OutOfRangeException;
import org.duograph.session.Tensor;
import org.duograph.session.op.JavaCode;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A place in a data set, as an operation of a graph: each run that needs its tensors takes the next
 * element, and throws {@link OutOfRangeException} where there is none. It is one place, whichever
 * session asks. Close it.
 *
 * <p>A graph's shapes are known before it runs, so all elements must have those of the first:
 * {@code batch(n, true)} leaves out what is left over at the end.
 */
public final class DatasetIterator implements AutoCloseable {
    private final Dataset dataset;
    private final List<ArrayType> types = new ArrayList<>();
    private final List<Tensor> tensors;
    private Elements elements;
    private List<NDArray> ahead;
    private long given;

    DatasetIterator(Graph graph, Dataset dataset) {
        this.dataset = dataset;
        this.elements = dataset.open(0);
        this.ahead = elements.next();
        if (ahead == null) {
            elements.close();
            throw new IllegalArgumentException(
                    "The data set is empty, so the shapes of its elements are not known");
        }
        ahead.forEach(array -> types.add(array.type()));
        List<DType> dtypes = types.stream().map(ArrayType::dtype).toList();
        List<Shape> shapes = types.stream().map(ArrayType::shape).toList();
        JavaCode code = JavaCode.of(inputs -> take(), inputs -> shapes);
        tensors = graph.call("IteratorGetNext", code, dtypes);
    }

    /** The tensors of the next element, one for each component. */
    public List<Tensor> getNext() {
        return tensors;
    }

    /** The tensor of one component of the next element. */
    public Tensor get(int component) {
        return tensors.get(component);
    }

    /** Goes back to the first element. */
    public synchronized void restart() {
        elements.close();
        elements = dataset.open(0);
        ahead = null;
        given = 0;
    }

    private synchronized List<NDArray> take() {
        List<NDArray> element = ahead == null ? elements.next() : ahead;
        ahead = null;
        if (element == null) {
            throw new OutOfRangeException(
                    "End of sequence: the data set gave all of its %,d elements".formatted(given));
        }
        List<ArrayType> found = element.stream().map(NDArray::type).toList();
        if (!found.equals(types)) {
            throw new IllegalArgumentException(
                    "element %d of the data set is %s, but the first was %s; a graph needs elements of one shape: batch(n, true) leaves out what is left over"
                            .formatted(given, found, types));
        }
        given++;
        return element;
    }

    /** Ends threads that prepare elements ahead. */
    @Override
    public synchronized void close() {
        elements.close();
    }
}
