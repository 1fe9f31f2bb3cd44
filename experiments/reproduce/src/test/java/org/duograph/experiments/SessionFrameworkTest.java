package org.duograph.experiments;

import org.duograph.experiments.contract.FrameworkContract;
import org.duograph.experiments.harness.Framework;

class SessionFrameworkTest implements FrameworkContract {
    @Override
    public Framework.Provider provider() {
        return new Faces();
    }

    @Override
    public String variant() {
        return "session";
    }
}
