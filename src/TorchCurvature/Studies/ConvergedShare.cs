using TorchCurvature.Eigensolvers;

namespace TorchCurvature.Studies;

/// <summary>The progress of a Lanczos run as the share of the wanted pairs that have converged.</summary>
internal sealed class ConvergedShare(IProgress<double> share) : IProgress<LanczosProgress>
{
    public void Report(LanczosProgress value) => share.Report((double)value.Converged / value.Wanted);
}
