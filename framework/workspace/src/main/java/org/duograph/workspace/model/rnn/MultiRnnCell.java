package org.duograph.workspace.model.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.net.Scopes;

/**
 * Cells on top of each other, in one step: each reads the output of the one below. Blobs of layer i
 * are called {@code name/layer_i/blob}. The output is the last layer's.
 */
public final class MultiRnnCell extends RnnCell {
    private final List<RnnCell> cells;

    /**
     * A cell of several.
     *
     * @param cells the layers, the first one below; their own names may be null
     */
    public MultiRnnCell(String name, List<RnnCell> cells) {
        super(name);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("Cell \"" + name + "\" needs at least one layer");
        }
        this.cells = List.copyOf(cells);
    }

    private String prefix(int layer) {
        return scope("layer_" + layer);
    }

    @Override
    public List<String> stateNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String prefix = prefix(i);
            cells.get(i).stateNames().forEach(state -> names.add(prefix + "/" + state));
        }
        return names;
    }

    @Override
    public List<Integer> stateSizes() {
        return cells.stream().flatMap(cell -> cell.stateSizes().stream()).toList();
    }

    @Override
    public int outputState() {
        int last = cells.size() - 1;
        int before =
                cells.subList(0, last).stream().mapToInt(cell -> cell.stateNames().size()).sum();
        return before + cells.get(last).outputState();
    }

    @Override
    public String prepareInput(ModelHelper model, String sequence) {
        String full = outside(model, sequence);
        Scopes.Scope layer = Scopes.name(prefix(0));
        try {
            return cells.get(0).prepareInput(model, full);
        } finally {
            layer.close();
        }
    }

    @Override
    public List<String> apply(Step step, List<String> states, List<Extra> extra) {
        List<String> after = new ArrayList<>();
        int at = 0;
        String input = step.input();
        for (int i = 0; i < cells.size(); i++) {
            RnnCell cell = cells.get(i);
            List<String> own = states.subList(at, at + cell.stateNames().size());
            at += own.size();
            Scopes.Scope layer = Scopes.name(prefix(i));
            try {
                String prepared = i == 0 ? input : cell.prepareInput(step.model(), input);
                List<String> next =
                        cell.apply(step.withInput(prepared), own, i == 0 ? extra : List.of());
                input = cell.output(step.model(), next);
                after.addAll(next);
            } finally {
                layer.close();
            }
        }
        return after;
    }
}
