namespace TorchCurvature.Studies;

/// <summary>The order in which checkpoints are looked at.</summary>
internal static class CheckpointOrder
{
    /// <summary>
    /// By step, where all files that can be read say one; as they are otherwise. A file that cannot be read stays behind the one that it
    /// came after: it is refused when it is its turn, and not before.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="stepOf">The step that a file says, or null; throws where it cannot be read.</param>
    /// <exception cref="OperationCanceledException">The function threw it.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> paths, Func<string, long?> stepOf)
    {
        if (paths.Count < 2)
        {
            return paths;
        }

        List<Place> places = [];
        foreach (string path in paths)
        {
            long before = places.Count > 0 ? places[^1].Step : long.MinValue;
            try
            {
                if (stepOf(path) is not { } step)
                {
                    return paths;
                }

                places.Add(new Place(path, step));
            }
            catch (Exception e) when (e is IOException or ArgumentException)
            {
                places.Add(new Place(path, before));
            }
        }

        return [.. places.OrderBy(place => place.Step).Select(place => place.Path)];
    }

    private sealed record Place(string Path, long Step);
}
