using System.Text.Json.Nodes;

namespace TorchCurvature.Settings;

/// <summary>
/// A description of something that can be made, as one of a few kinds with a word each and settings of its own: a record of plain values
/// that can be compared, written and read.
/// </summary>
public abstract record Spec
{
    /// <summary>The word of the kind, on command lines and in manifests.</summary>
    public abstract string Word { get; }

    /// <summary>The settings of this kind, those of its base types first.</summary>
    public IReadOnlyList<Setting> Settings => Setting.Of(GetType());

    /// <summary>The files that it names, and without which nothing can be made of it.</summary>
    public virtual IReadOnlyList<string> NamedFiles => [];

    /// <summary>Word and settings in one line: two specs that mean the same have the same line.</summary>
    public string Describe() =>
        string.Join(' ', [Word, .. Settings.Where(s => !s.IsPlace).Select(s => Setting.Text(s.Get(this))).Where(text => text.Length > 0)]);

    /// <summary>Whether another spec means the same, wherever its parts lie.</summary>
    /// <param name="other">The other one.</param>
    public bool MeansTheSameAs(Spec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return GetType() == other.GetType()
            && Settings.Where(s => !s.IsPlace).All(s => Setting.Text(s.Get(this)) == Setting.Text(s.Get(other)));
    }

    /// <summary>Word and settings as an object of a manifest, which <see cref="SpecRegistry{TSpec}.FromJson"/> reads.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["word"] = Word };
        foreach (Setting setting in Settings)
        {
            json[setting.Name] = Setting.ToJson(setting.Get(this));
        }

        return json;
    }
}
