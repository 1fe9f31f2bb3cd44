package org.example.mish;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;

/** What this jar brings: Mish and its gradient. Named in META-INF/services. */
public final class MishLibrary implements OpLibrary {
    private final Map<String, OpDef> operators = new LinkedHashMap<>();

    /** Called by the ServiceLoader. */
    public MishLibrary() {
        operators.put(Mish.OP.type(), Mish.OP);
        operators.put(Mish.GRAD_X.type(), Mish.GRAD_X);
    }

    @Override
    public Set<String> types() {
        return operators.keySet();
    }

    @Override
    public OpDef get(String type) {
        return operators.get(type);
    }
}
