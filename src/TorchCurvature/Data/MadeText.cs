using System.Text;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>A text of short sentences that is made: who does what, word by word from lists, letter by letter to be learned.</summary>
internal static class MadeText
{
    /// <summary>What it is written in; a letter's place is its token.</summary>
    public const string Letters = " .abcdefghijklmnopqrstuvwxyz";

    private static readonly string[] _who = ["the cat", "a dog", "my aunt", "the old man", "her child", "one bird"];
    private static readonly string[] _does = ["sees", "likes", "follows", "hears", "forgets", "paints"];
    private static readonly string[] _what = ["the moon", "a river", "some bread", "the garden", "his hat", "an apple"];
    private static readonly string[] _when = ["", " today", " at night", " in spring"];

    /// <summary>Sentences until there are so many letters.</summary>
    /// <param name="letters">How many.</param>
    /// <param name="seed">The same seed makes the same text.</param>
    public static string Write(int letters, long seed)
    {
        var random = new Random((int)(seed & int.MaxValue));
        var text = new StringBuilder();
        while (text.Length < letters)
        {
            text.Append($"{Pick(_who)} {Pick(_does)} {Pick(_what)}{Pick(_when)}. ");
        }

        return text.ToString(0, letters);

        string Pick(string[] words) => words[random.Next(words.Length)];
    }

    /// <summary>Pieces of a text, and for every letter the one that follows.</summary>
    /// <param name="count">Pieces.</param>
    /// <param name="length">Letters in each.</param>
    /// <param name="seed">The same seed makes the same text.</param>
    /// <returns>Tokens [count, length] and labels of the same shape; the caller owns it.</returns>
    public static Dataset Sequences(int count, int length, long seed)
    {
        long[] all = [.. Write((count * length) + 1, seed).Select(letter => (long)Letters.IndexOf(letter, StringComparison.Ordinal))];
        return new Dataset(
            "made text",
            tensor(all[..^1], [count, length], ScalarType.Int64),
            tensor(all[1..], [count, length], ScalarType.Int64),
            Letters.Length);
    }
}
