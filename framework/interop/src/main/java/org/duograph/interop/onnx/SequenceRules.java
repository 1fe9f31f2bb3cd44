package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Sequences and optional values: while a model is lowered it is known what is in them, so these
 * operators leave nothing behind in the graph but arrays.
 */
final class SequenceRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("ConcatFromSequence", SequenceRules::concat),
                    entry("Optional", SequenceRules::optional),
                    entry("OptionalGetElement", SequenceRules::element),
                    entry("OptionalHasElement", SequenceRules::hasElement),
                    entry("SequenceAt", SequenceRules::at),
                    entry("SequenceConstruct", SequenceRules::construct),
                    entry("SequenceEmpty", site -> site.give(new Item.Sequence(List.of()))),
                    entry("SequenceErase", SequenceRules::erase),
                    entry("SequenceInsert", SequenceRules::insert),
                    entry("SequenceLength", SequenceRules::length),
                    entry("SequenceMap", SequenceRules::map),
                    entry("SplitToSequence", SequenceRules::split));

    private SequenceRules() {}

    /** A place in a sequence, counted from the end below zero. */
    private static int place(NodeSite site, int input, int size, int otherwise) {
        long place = site.has(input) ? site.whole(input, "the place") : otherwise;
        long counted = place < 0 ? place + size : place;
        site.require(
                counted >= 0 && counted <= size, "a sequence of %d has no place %d", size, place);
        return (int) counted;
    }

    private static void at(NodeSite site) {
        List<Item> all = site.sequence(0);
        int place = place(site, 1, all.size(), 0);
        site.require(place < all.size(), "a sequence of %d has no place %d", all.size(), place);
        site.give(all.get(place));
    }

    private static void construct(NodeSite site) {
        List<Item> all = new ArrayList<>();
        for (int i = 0; i < site.inputCount(); i++) {
            all.add(site.item(i));
        }
        site.give(new Item.Sequence(all));
    }

    private static void insert(NodeSite site) {
        List<Item> all = new ArrayList<>(site.sequence(0));
        all.add(place(site, 2, all.size(), all.size()), site.item(1));
        site.give(new Item.Sequence(all));
    }

    private static void erase(NodeSite site) {
        List<Item> all = new ArrayList<>(site.sequence(0));
        int place = place(site, 1, all.size(), all.size() - 1);
        site.require(place < all.size(), "a sequence of %d has no place %d", all.size(), place);
        all.remove(place);
        site.give(new Item.Sequence(all));
    }

    private static void length(NodeSite site) {
        long length = site.sequence(0).size();
        site.give(site.constant(NDArray.of(Shape.SCALAR, length)));
    }

    private static void concat(NodeSite site) {
        Formula f = new Formula(site);
        List<Value> parts = Body.arrays(site.sequence(0));
        site.require(!parts.isEmpty(), "the sequence is empty");
        if (site.flag("new_axis", false)) {
            int rank = parts.get(0).shape().rank() + 1;
            long axis = site.i("axis", 0);
            int at = (int) (axis < 0 ? axis + rank : axis);
            site.require(at >= 0 && at < rank, "there is no axis %d", axis);
            site.give(f.moveAxis(LoopRules.stacked(f, parts), 0, at));
        } else {
            site.give(f.concat(parts.get(0).shape().axis(site.i("axis", 0)), parts));
        }
    }

    private static void split(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int axis = x.shape().axis(site.i("axis", 0));
        long extent = x.shape().dim(axis);
        List<Long> sizes = new ArrayList<>();
        boolean keep = true;
        if (!site.has(1)) {
            keep = site.flag("keepdims", true);
            f.requireModest(extent);
            for (long i = 0; i < extent; i++) {
                sizes.add(1L);
            }
        } else if (site.in(1).shape().rank() == 0) {
            long each = site.whole(1, "the size of a part");
            site.require(each > 0, "a part must have a size, found %d", each);
            for (long from = 0; from < extent; from += each) {
                sizes.add(Math.min(each, extent - from));
            }
        } else {
            sizes.addAll(site.wholes(1, "the sizes of the parts"));
        }
        List<Item> parts = new ArrayList<>();
        long from = 0;
        for (long size : sizes) {
            site.require(size >= 0 && from + size <= extent, "parts %s do not fit", sizes);
            Value part = f.slice(x, axis, from, size, 1);
            List<Integer> shape = new ArrayList<>(part.shape().toList());
            if (!keep) {
                shape.remove(axis);
            }
            parts.add(new Item.Array(f.reshape(part, shape)));
            from += size;
        }
        site.give(new Item.Sequence(parts));
    }

    /** The body once for each element. */
    private static void map(NodeSite site) {
        GraphProto body = site.subGraph("body");
        site.require(
                body.getInputCount() == site.inputCount() && site.inputCount() > 0,
                "its body takes %d values, but there are %d inputs",
                body.getInputCount(),
                site.inputCount());
        List<List<Item>> results = new ArrayList<>();
        body.getOutputList().forEach(output -> results.add(new ArrayList<>()));
        for (int n = 0; n < site.sequence(0).size(); n++) {
            GraphLowerer lowerer = site.lowerer().inside();
            for (int i = 0; i < site.inputCount(); i++) {
                Item input = site.item(i);
                if (input instanceof Item.Sequence sequence) {
                    site.require(n < sequence.elements().size(), "input %d is too short", i);
                    input = sequence.elements().get(n);
                }
                lowerer.put(body.getInput(i).getName(), input);
            }
            List<Item> one = Body.results(lowerer, body);
            for (int i = 0; i < one.size(); i++) {
                results.get(i).add(one.get(i));
            }
        }
        results.forEach(all -> site.give(new Item.Sequence(all)));
    }

    private static void optional(NodeSite site) {
        site.give(site.has(0) ? site.item(0) : new Item.Nothing());
    }

    private static void element(NodeSite site) {
        site.require(!(site.item(0) instanceof Item.Nothing), "the optional value is not there");
        site.give(site.item(0));
    }

    private static void hasElement(NodeSite site) {
        boolean there = site.has(0) && !(site.item(0) instanceof Item.Nothing);
        NDArray answer = NDArray.of(Shape.SCALAR, there ? 1 : 0).cast(DType.BOOL);
        site.give(site.constant(answer));
    }
}
