using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchCurvature.Models;

/// <summary>Collects the layers of a network, initialized from one seed, whatever the precision they are used in.</summary>
internal sealed class LayerBuilder(Activation activation, long seed) : IDisposable
{
    private readonly Generator _generator = new((ulong)seed);
    private readonly List<(string Name, Module<Tensor, Tensor> Module)> _layers = [];

    public void Linear(long inputs, long outputs)
    {
        Linear layer = nn.Linear(inputs, outputs, dtype: ScalarType.Float64);
        Initialize(layer.weight!, layer.bias!, inputs);
        _layers.Add(($"linear{_layers.Count}", layer));
    }

    public void Convolution(long inputs, long outputs, long kernel, long padding = 0, long stride = 1)
    {
        // TorchSharp's constructor leaves a tensor of its own behind.
        using DisposeScope scope = NewDisposeScope();
        Conv2d layer = Conv2d(inputs, outputs, kernel, stride, padding, dtype: ScalarType.Float64);
        Initialize(layer.weight, layer.bias!, inputs * kernel * kernel);
        _layers.Add(($"convolution{_layers.Count}", layer));
    }

    public void BatchNormalization(long features) =>
        _layers.Add(($"normalization{_layers.Count}", new BatchNormalization(features)));

    public void Activation() => _layers.Add(($"activation{_layers.Count}", activation switch
    {
        Models.Activation.ReLU => ReLU(),
        Models.Activation.Tanh => Tanh(),
        Models.Activation.Sigmoid => Sigmoid(),
        Models.Activation.Softplus => new HeldSoftplus(),
        Models.Activation.Identity => nn.Identity(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
    }));

    public void MaxPooling(long kernel) => _layers.Add(($"pooling{_layers.Count}", MaxPool2d(kernel)));

    public void Flatten() => _layers.Add(($"flatten{_layers.Count}", nn.Flatten()));

    public Sequential Build(ScalarType dtype)
    {
        Sequential model = Sequential(_layers);
        _layers.Clear();
        return dtype == ScalarType.Float64 ? model : (Sequential)model.to(dtype);
    }

    /// <summary>Releases the layers too, where no network was built of them.</summary>
    public void Dispose()
    {
        _layers.ForEach(layer => layer.Module.Dispose());
        _generator.Dispose();
    }

    // Uniform in ±1/√(inputs a unit reads), PyTorch's own default for both kinds of layer. Drawn in double precision, so that a
    // seed names the same network in every precision.
    private void Initialize(Parameter weight, Parameter bias, long fanIn)
    {
        double bound = 1 / Math.Sqrt(fanIn);
        using IDisposable noGradient = no_grad();
        weight.uniform_(-bound, bound, _generator);
        bias.uniform_(-bound, bound, _generator);
    }
}
