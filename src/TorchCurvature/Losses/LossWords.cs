namespace TorchCurvature.Losses;

/// <summary>The losses that have a word. A new one is a file of its own and its line in <see cref="All"/>.</summary>
public static class LossWords
{
    /// <summary>All of them, in the order of help texts; <see cref="Loss.Name"/> is the word.</summary>
    public static IReadOnlyList<Loss> All { get; } = [new CrossEntropy(), new SquaredError()];

    /// <summary>Their words.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.Select(loss => loss.Name)];

    /// <summary>The loss of a word.</summary>
    /// <param name="word">The word.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the words.</exception>
    public static Loss Find(string word) => All.FirstOrDefault(loss => loss.Name == word)
        ?? throw new ArgumentException($"There is no loss '{word}'; there are {string.Join(", ", Words)}.", nameof(word));
}
