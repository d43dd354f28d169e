namespace TorchCurvature.Faults.Mutations;

/// <summary>What became of a mistake.</summary>
internal enum MutationOutcome
{
    /// <summary>A test failed.</summary>
    Caught,

    /// <summary>All tests passed.</summary>
    Survived,

    /// <summary>The text does not stand in the file once, so that the list is out of date.</summary>
    NotFound,

    /// <summary>The compiler refused it.</summary>
    NotCompiled,
}
