namespace TorchCurvature.Faults.Fuzzing;

/// <summary>What became of the inputs of one reader.</summary>
/// <param name="reader">The reader's name.</param>
internal sealed class FuzzTally(string reader)
{
    public string Reader => reader;

    public int Inputs { get; set; }

    public int Read { get; set; }

    public int Refused { get; set; }

    public int Undocumented { get; set; }

    public int Hangs { get; set; }

    /// <summary>Inputs that made the reader take far more memory than their size explains.</summary>
    public int Gluttons { get; set; }

    /// <summary>The most that an input took beyond its own size.</summary>
    public long MostBytes { get; set; }

    /// <summary>The size of that input.</summary>
    public long SizeOfMost { get; set; }

    /// <summary>The longest that an input took.</summary>
    public double SlowestMilliseconds { get; set; }

    public bool HasFindings => Undocumented + Hangs + Gluttons > 0;
}
