using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>CIFAR-10 (<see cref="Cifar10"/>).</summary>
public sealed record Cifar10Spec : ImagesSpec
{
    /// <inheritdoc/>
    public override string Word => "cifar10";

    /// <inheritdoc/>
    protected override int ChannelCount => 3;

    /// <inheritdoc/>
    protected override ImageSize OwnSize => new(32, 32);

    /// <inheritdoc/>
    protected override DatasetSource Source => Cifar10.Source;

    /// <inheritdoc/>
    protected override TrainTestSplit Read(string folder, ScalarType dtype) => Cifar10.Load(folder, dtype, Resize);
}
