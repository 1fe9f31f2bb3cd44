package org.duograph.experiments.lab.report;

import java.util.List;
import org.duograph.experiments.harness.plot.LinePlot.Point;

/**
 * The straight line with the least squares of distances to points.
 *
 * @param slope how much y grows per x
 * @param start y where x is 0
 * @param r2 the share of the variance of y that the line explains; 1 if all points are on it
 */
record Fit(double slope, double start, double r2) {
    /** The line through at least two points of different x. */
    static Fit through(List<Point> points) {
        double meanX = points.stream().mapToDouble(Point::x).average().orElseThrow();
        double meanY = points.stream().mapToDouble(Point::y).average().orElseThrow();
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (Point p : points) {
            xx += (p.x() - meanX) * (p.x() - meanX);
            xy += (p.x() - meanX) * (p.y() - meanY);
            yy += (p.y() - meanY) * (p.y() - meanY);
        }
        double slope = xy / xx;
        return new Fit(slope, meanY - slope * meanX, yy == 0 ? 1 : xy * xy / (xx * yy));
    }

    double at(double x) {
        return start + slope * x;
    }
}
