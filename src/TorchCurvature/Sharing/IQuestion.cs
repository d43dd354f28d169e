namespace TorchCurvature.Sharing;

/// <summary>A <see cref="Question{T}"/> of any answer.</summary>
internal interface IQuestion
{
    /// <summary>Computes this process's part, and adds what the others found.</summary>
    /// <param name="share">What this process has.</param>
    object Compute(Share share);
}
