package org.duograph.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;
import org.duograph.session.op.SiteBody;

/** A body of an operation that is lowered. */
final class LoweredBody implements SiteBody {
    private final GraphLowerer outside;
    private final Body body;
    private final String inside;

    LoweredBody(GraphLowerer outside, Operation op, Body body) {
        this.outside = outside;
        this.body = body;
        this.inside = GraphLowerer.inside(outside.path + op.name(), body);
    }

    @Override
    public String name() {
        return body.name();
    }

    @Override
    public List<String> parameters() {
        return body.parameters().stream().map(p -> p.operation().name()).toList();
    }

    @Override
    public int handedOn(int k) {
        return body.handedOn(k);
    }

    @Override
    public int results() {
        return body.results().size();
    }

    @Override
    public Set<String> streams() {
        Set<String> all = new LinkedHashSet<>();
        body.operations().forEach(op -> all.addAll(GraphLowerer.streams(op, inside)));
        return all;
    }

    @Override
    public List<Value> append(
            org.duograph.graph.Graph core,
            KnownNumbers known,
            List<Value> arguments,
            Map<String, Value> streams) {
        GraphLowerer inner = new GraphLowerer(core, known, outside.found, inside, streams);
        for (int i = 0; i < arguments.size(); i++) {
            inner.take(body.parameters().get(i), arguments.get(i));
        }
        List<Operation> operations = body.operations();
        inner.takeReadOnce(Needed.readOnce(operations, body.results()));
        operations.forEach(op -> inner.lower(op, inner::shape));
        return body.results().stream().map(inner::value).toList();
    }
}
