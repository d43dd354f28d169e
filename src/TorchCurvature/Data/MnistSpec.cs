using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>MNIST (<see cref="Mnist"/>).</summary>
public sealed record MnistSpec : ImagesSpec
{
    /// <inheritdoc/>
    public override string Word => "mnist";

    /// <inheritdoc/>
    protected override int ChannelCount => 1;

    /// <inheritdoc/>
    protected override ImageSize OwnSize => new(28, 28);

    /// <inheritdoc/>
    protected override DatasetSource Source => Mnist.Source;

    /// <inheritdoc/>
    protected override TrainTestSplit Read(string folder, ScalarType dtype) => Mnist.Load(folder, dtype, Resize);
}
