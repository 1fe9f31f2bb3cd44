package org.duograph.session.data;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.duograph.tensor.NDArray;

/** The elements of a data set, for Java; close it. One thread at a time may use it. */
public final class DatasetReader implements Iterator<List<NDArray>>, AutoCloseable {
    private final Elements elements;
    private List<NDArray> ahead;

    DatasetReader(Elements elements) {
        this.elements = elements;
    }

    @Override
    public boolean hasNext() {
        ahead = ahead == null ? elements.next() : ahead;
        return ahead != null;
    }

    /** The next element, one array for each component. */
    @Override
    public List<NDArray> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the data set has no more elements");
        }
        List<NDArray> element = ahead;
        ahead = null;
        return element;
    }

    @Override
    public void close() {
        elements.close();
    }
}
