using System.CommandLine;
using System.Text.RegularExpressions;
using TorchCurvature.Resources;
using TorchCurvature.Sharing;
using static TorchSharp.torch;

namespace TorchCurvature.Cli.CommandLine;

/// <summary>The option <c>--device</c>.</summary>
internal static partial class ComputeDevice
{
    public static Option<string> Option()
    {
        var option = new Option<string>("--device")
        {
            Description = "Where to compute: cpu, cuda or cuda:N.",
            HelpName = "device",
            DefaultValueFactory = _ => "cpu"
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var name }] && !Name().IsMatch(name))
            {
                result.AddError($"--device '{name}' must be one of cpu, cuda, cuda:N.");
            }
        });
        return option;
    }

    /// <summary>The device of a name that <see cref="Option"/> lets pass. The native library is loaded here, and no earlier.</summary>
    public static Device Open(string name)
    {
        NativeRuntime.Configure();
        if (name == "cpu")
        {
            return CPU;
        }

        if (Leader.Current is not null)
        {
            throw new UsageException($"--device {name}: several processes compute on CPUs only. Use --device cpu, or one process.");
        }

        int index = name == "cuda" ? 0 : int.Parse(name["cuda:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        int count = cuda.is_available() ? cuda.device_count() : 0;
        return index < count
            ? device(name)
            : throw new UsageException(
                $"--device {name}: libtorch finds {(count == 0 ? "no CUDA device" : $"CUDA devices 0 to {count - 1} only")}. " +
                "Use --device cpu; README.md, under CUDA, says how to build for CUDA, which the usual build leaves out.");
    }

    [GeneratedRegex(@"^(cpu|cuda(:[0-9]{1,4})?)\z")]
    private static partial Regex Name();
}
