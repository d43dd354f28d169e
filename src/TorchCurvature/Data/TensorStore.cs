using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>An input in memory. Owns its tensor, from when it becomes a data set's.</summary>
/// <param name="whole">[N, …].</param>
internal sealed class TensorStore(Tensor whole) : ExampleStore
{
    public override ScalarType DType => whole.dtype;

    public override Device Device => whole.device;

    public override long[] Shape => whole.shape;

    public override Tensor Whole => whole;

    public override void RequireFinite(string name) => ExampleChecks.RequireFinite(name, whole, first: 0);

    public override Tensor Rows(long first, long count) => whole.narrow(0, first, count);

    public override Tensor Rows(Tensor places) => whole.index_select(0, places);

    public override ExampleStore Choose(Tensor places) => new TensorStore(Rows(places));

    public override ExampleStore To(ScalarType dtype, Device device) =>
        new TensorStore(IsFloatingPoint ? whole.to(dtype, device) : whole.to(device));

    public override ExampleStore Flatten() => new TensorStore(whole.reshape(whole.shape[0], -1));

    public override ExampleStore Share() => new TensorStore(whole.alias());

    public override void Dispose() => whole.Dispose();
}
