package org.duograph.backend.onednn.library;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.backend.Where;

/** The arguments of one primitive of a {@link Draft}, while they are told. */
public final class StepArgs {
    private final Draft draft;
    private final Primitive primitive;
    private final Map<Integer, Where> places = new LinkedHashMap<>();
    private final Map<Integer, Integer> counts = new LinkedHashMap<>();

    StepArgs(Draft draft, Primitive primitive) {
        this.draft = draft;
        this.primitive = primitive;
    }

    /** Argument {@code arg} is input {@code i}. */
    public StepArgs in(int arg, int i) {
        return at(arg, new Where.In(i));
    }

    /** Argument {@code arg} is output {@code i}. */
    public StepArgs out(int arg, int i) {
        return at(arg, new Where.Out(i));
    }

    /** Argument {@code arg} stands at {@code place}. */
    public StepArgs at(int arg, Where place) {
        places.put(arg, place);
        return this;
    }

    /** Argument {@code arg}, which is {@code count} scales, stands at {@code place}. */
    public StepArgs scales(int arg, Where place, int count) {
        counts.put(arg, count);
        return at(arg, place);
    }

    /** Adds the stage. */
    public void run() {
        draft.add(primitive, places, counts);
    }
}
