using TorchCurvature.Data;
using TorchCurvature.Mpi;
using static TorchSharp.torch;

namespace TorchCurvature.Sharing;

/// <summary>Sums over the processes of a communicator, all of which are at the same question.</summary>
internal sealed class MpiReduction(Communicator world) : Reduction
{
    public override void AddInPlace(Tensor total)
    {
        if (total.is_contiguous() && total.dtype is ScalarType.Float32 or ScalarType.Float64)
        {
            world.Sum(total);
            return;
        }

        using IDisposable noGradient = no_grad();
        using Tensor converted = total.detach().to(ScalarType.Float64).contiguous();
        world.Sum(converted);
        total.copy_(converted);
    }

    public override double Sum(double own)
    {
        Span<double> numbers = [own];
        world.Sum(numbers);
        return numbers[0];
    }

    public override IReadOnlyList<double> Gather(IReadOnlyList<double> own) => world.Gather(own);
}
