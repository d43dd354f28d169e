using TorchCurvature.Models;
using static TorchSharp.torch;

namespace TorchCurvature.Benchmarks;

/// <summary>A network and a number of examples whose products are measured.</summary>
/// <param name="Name">What is printed.</param>
/// <param name="Model">The network.</param>
/// <param name="Shape">The shape of one example.</param>
/// <param name="DType">Precision.</param>
/// <param name="Examples">Examples of one process (weak scaling), and of all (strong scaling).</param>
/// <param name="BatchSize">Examples of a batch.</param>
internal sealed record ScalingCase(string Name, ModelSpec Model, long[] Shape, ScalarType DType, int Examples, int BatchSize);
