namespace TorchCurvature.Experiments.Networks;

/// <summary>Steps after which a training is looked at.</summary>
internal static class LookSteps
{
    /// <summary>0, the powers of two, the half and the end.</summary>
    /// <param name="last">The number of steps, an even one.</param>
    public static IEnumerable<long> FromOneOn(long last) => new[] { 0, last / 2, last }
        .Concat(Enumerable.Range(0, 63).Select(power => 1L << power).TakeWhile(step => step < last))
        .Distinct()
        .Order();
}
