using TorchCurvature.Resources;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Precision;

/// <summary>
/// Keeps float32 networks on a CPU from kernels whose results are wrong. oneDNN's convolutions reorder their weights into blocks of 16
/// channels and lose the last entry of a kernel that is larger than 1×1 for the channels of a block that is not full; what they read in its
/// place is whatever lay in memory. Seen, with memory filled with NaN before, in every one of 17 × 17 pairs of channels with 4 and 16
/// examples, and of 8 × 8 with 17 to 256: the value is wrong where the input channels are more than 16 and no multiple of 16; the
/// derivative in the input where the output channels are no multiple of 16; and the second derivative, which makes channels of examples,
/// also where the examples are more than 16 and no multiple of 16. Under no_grad its LSTM is wrong too.
/// </summary>
/// <remarks>
/// Where a network is a plain chain whose sizes are known to be right, oneDNN stays on; otherwise it is switched off (<see cref="OneDnn"/>)
/// while the network is computed, which costs 1.5 to 8 times the time of its convolutions.
/// </remarks>
public sealed class SinglePrecisionGuard
{
    private const long ChannelBlock = 16;

    private readonly bool _isConcerned;
    private readonly bool _isRightOnce;
    private readonly bool _hasConvolutions;
    private readonly string? _reorderedLayer;

    /// <summary>Looks at a network, which is referred to no further.</summary>
    /// <param name="module">The network.</param>
    /// <param name="dtype">Its precision.</param>
    /// <param name="device">Where it is.</param>
    public SinglePrecisionGuard(nn.Module module, ScalarType dtype, Device device)
        : this(module, dtype, device, OneDnn.CanBeSwitchedOff)
    {
    }

    internal SinglePrecisionGuard(nn.Module module, ScalarType dtype, Device device, bool canBeSwitchedOff)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(device);
        _isConcerned = dtype == ScalarType.Float32 && device.type == DeviceType.CPU;
        if (!_isConcerned)
        {
            return;
        }

        nn.Module[] parts = [.. Parts(module)];
        _hasConvolutions = parts.Any(p => p is Conv2d);
        _isRightOnce = parts.All(IsKnown) && AreRightOnce(parts);
        _reorderedLayer = canBeSwitchedOff ? null : FirstReordered(module);
    }

    /// <summary>Whether oneDNN is switched off wherever the network is computed.</summary>
    public bool SwitchesOff => _isConcerned && !_isRightOnce;

    /// <summary>To be held while the network is computed, with derivatives or without.</summary>
    /// <param name="examplesDifferentiatedTwice">Examples of the batch that is differentiated twice; null where none is.</param>
    /// <exception cref="NotSupportedException">The network may be computed wrongly, and oneDNN cannot be switched off on this
    /// system.</exception>
    public IDisposable Enter(long? examplesDifferentiatedTwice = null)
    {
        if (!_isConcerned || IsRight(examplesDifferentiatedTwice))
        {
            return Nothing.Instance;
        }

        return _reorderedLayer is { } layer
            ? throw new NotSupportedException(
                $"In float32 on a CPU, libtorch may compute {layer} wrongly, and its library oneDNN cannot be switched off on this system. "
                    + "Use float64, for the model and the data.")
            : OneDnn.Off();
    }

    /// <summary>Whether oneDNN is known to compute the network rightly.</summary>
    internal bool IsRight(long? examplesDifferentiatedTwice) =>
        _isRightOnce && (!_hasConvolutions || FillsBlocks(examplesDifferentiatedTwice ?? 0));

    private static bool AreRightOnce(nn.Module[] parts)
    {
        // Nothing before the first layer has parameters, so the derivative in its input is never computed.
        Conv2d? first = parts.FirstOrDefault(p => p is Conv2d or Linear) as Conv2d;
        return parts.OfType<Conv2d>().All(c =>
            c.groups == 1 && FillsBlocks(c.in_channels) && (c == first || c.out_channels % ChannelBlock == 0));
    }

    private static bool FillsBlocks(long channels) => channels <= ChannelBlock || channels % ChannelBlock == 0;

    // Only a module of exactly this class is known to apply its parts one after the other.
    private static IEnumerable<nn.Module> Parts(nn.Module module) =>
        module.GetType() == typeof(Sequential) ? module.children().SelectMany(Parts) : [module];

    private static bool IsKnown(nn.Module part) =>
        part is Linear or Conv2d or MaxPool2d or AvgPool2d or Flatten or Dropout or TorchSharp.Modules.Identity
            or ReLU or Tanh or Sigmoid or Softplus or HeldSoftplus or GELU or SiLU;

    private static string? FirstReordered(nn.Module module)
    {
        foreach ((string name, nn.Module part) in module.named_modules().Prepend(("", module)))
        {
            bool isConvolution = part is Conv1d or Conv2d or Conv3d or ConvTranspose1d or ConvTranspose2d or ConvTranspose3d;
            // What has parameters and no parts, and is no layer of TorchSharp's, may be anything inside.
            bool isOpaque = part.GetType().Namespace != typeof(Linear).Namespace && !part.children().Any() && part.parameters().Any();
            if (isConvolution || isOpaque || part is LSTM or GRU or RNN)
            {
                return name.Length == 0 ? $"this {part.GetName()}" : $"the layer '{name}'";
            }
        }

        return null;
    }

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
