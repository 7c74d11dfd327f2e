// wgpu does not know yet that browsers have subgroups: this asks for them in its place.
let given = false;

/** The next device comes with subgroups where its adapter has them. */
export function askForSubgroups() {
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = function (descriptor = {}) {
    GPUAdapter.prototype.requestDevice = requestDevice;
    given = this.features.has("subgroups");
    const requiredFeatures = [...(descriptor.requiredFeatures ?? []), ...(given ? ["subgroups"] : [])];
    return requestDevice.call(this, { ...descriptor, requiredFeatures });
  };
}

/** Whether that device has subgroups. */
export function hasSubgroups() {
  return given;
}
