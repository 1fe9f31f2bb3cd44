package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Unique: elements, or blocks along an axis, without repetitions. How many there are decides about
 * shapes, so the numbers are looked at when a plan is made.
 */
final class UniqueRule {
    private UniqueRule() {}

    static void lower(NodeSite site) {
        Formula f = new Formula(site);
        boolean flat = !site.hasAttr("axis");
        NDArray numbers = site.known(0, "what is searched for repetitions");
        site.require(numbers.dtype() != DType.STRING || flat, "texts have no blocks");
        Value x = flat ? f.reshape(site.in(0), List.of(numbers.size())) : site.in(0);
        int axis = flat ? 0 : numbers.shape().axis(site.i("axis", 0));
        List<List<Comparable<?>>> blocks =
                blocks(flat ? numbers.reshape(numbers.size()) : numbers, axis);
        Map<List<Comparable<?>>, Integer> first = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            first.putIfAbsent(blocks.get(i), i);
        }
        List<List<Comparable<?>>> each = new ArrayList<>(first.keySet());
        if (site.flag("sorted", true)) {
            each.sort(UniqueRule::compare);
        }
        List<Long> indices = new ArrayList<>();
        Map<List<Comparable<?>>, Integer> places = new LinkedHashMap<>();
        for (List<Comparable<?>> block : each) {
            places.put(block, indices.size());
            indices.add((long) first.get(block));
        }
        List<Long> inverse = new ArrayList<>();
        List<Long> counts = new ArrayList<>(Collections.nCopies(each.size(), 0L));
        for (List<Comparable<?>> block : blocks) {
            int place = places.get(block);
            inverse.add((long) place);
            counts.set(place, counts.get(place) + 1);
        }
        Value picked = wholes(site, indices);
        site.give(f.take(x, axis, picked), picked, wholes(site, inverse), wholes(site, counts));
    }

    private static Value wholes(NodeSite site, List<Long> numbers) {
        NDArray array = NDArray.zeros(new ArrayType(DType.INT64, Shape.of(numbers.size())));
        for (int i = 0; i < numbers.size(); i++) {
            array.setWhole(i, numbers.get(i));
        }
        return site.constant(array);
    }

    /** What stands at each place of an axis. */
    private static List<List<Comparable<?>>> blocks(NDArray x, int axis) {
        int inner = x.shape().sizeOf(axis + 1, x.shape().rank());
        int extent = x.shape().dim(axis);
        List<List<Comparable<?>>> blocks = new ArrayList<>();
        for (int i = 0; i < extent; i++) {
            blocks.add(new ArrayList<>());
        }
        for (int i = 0; i < x.size(); i++) {
            Comparable<?> element =
                    x.dtype() == DType.STRING
                            ? x.getText(i)
                            : x.dtype().isFloating() ? (Comparable<?>) x.get(i) : x.getWhole(i);
            blocks.get(i / inner % extent).add(element);
        }
        return blocks;
    }

    private static int compare(List<Comparable<?>> a, List<Comparable<?>> b) {
        for (int i = 0; i < a.size(); i++) {
            int order =
                    Comparator.<Comparable<Object>>naturalOrder()
                            .compare(of(a.get(i)), of(b.get(i)));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked") // all elements of an array are of one kind
    private static Comparable<Object> of(Comparable<?> element) {
        return (Comparable<Object>) element;
    }
}
