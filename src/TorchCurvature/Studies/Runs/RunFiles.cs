namespace TorchCurvature.Studies.Runs;

/// <summary>Names of the files in which runs keep their networks.</summary>
public static class RunFiles
{
    /// <summary>The trained network.</summary>
    public const string FinalModel = "model-final.dat";

    /// <summary>The network of a training that was interrupted.</summary>
    public const string InterruptedModel = "model-interrupted.dat";
}
