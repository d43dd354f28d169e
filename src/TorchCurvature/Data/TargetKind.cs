namespace TorchCurvature.Data;

/// <summary>What the targets in a file are.</summary>
public enum TargetKind
{
    /// <summary>
    /// Class labels where they are integers, one-hot rows, or one truth value for each example; real values where they are real numbers, or
    /// several truth values.
    /// </summary>
    Auto,

    /// <summary>Class labels as they are: whole numbers from 0 in any type.</summary>
    Labels,

    /// <summary>Real values in any type.</summary>
    Values,
}
