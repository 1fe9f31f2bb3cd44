package org.duograph.workspace.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.plan.Plan;

/**
 * Pictures of plans: how the values of a plan share memory. Steps run from left to right, the
 * memory of a lane lies from top to bottom, and each value is a box over the steps during which it
 * is alive. The darker a box, the more values have stood there before it.
 *
 * <p>A drawer is immutable: {@code PlanDrawer.of(workspace.plans("net")).html()}.
 */
public final class PlanDrawer {
    private final List<Plan> plans;

    private PlanDrawer(List<Plan> plans) {
        this.plans = plans;
    }

    /** Draws plans, one below the other: a net has several where it was cut. */
    public static PlanDrawer of(List<Plan> plans) {
        return new PlanDrawer(List.copyOf(plans));
    }

    /** Draws one plan. */
    public static PlanDrawer of(Plan plan) {
        return new PlanDrawer(List.of(plan));
    }

    /** A page that needs nothing else, on which readers move, zoom, search and click. */
    public String html() {
        return PlanPage.write(plans);
    }

    /**
     * Shows {@link #html} in the browser, where there is a desktop.
     *
     * @return the temporary file that was written for it
     */
    public Path show() throws IOException {
        return Pages.show(plans.isEmpty() ? "plan" : plans.get(0).name(), html());
    }
}
