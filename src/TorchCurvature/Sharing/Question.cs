namespace TorchCurvature.Sharing;

/// <summary>
/// What several processes compute together: it travels from the one that decides to the others, who do the same with their own share of
/// the data. Its public properties are what travels, as JSON.
/// </summary>
/// <typeparam name="T">The answer: that of all data on rank 0; what the others have of it is disposed of.</typeparam>
/// <remarks>A new question is a sealed record, found by its name.</remarks>
internal abstract record Question<T> : IQuestion
    where T : notnull
{
    /// <summary>Computes this process's part, and adds what the others found.</summary>
    /// <param name="share">What this process has.</param>
    public abstract T Answer(Share share);

    object IQuestion.Compute(Share share) => Answer(share);
}
