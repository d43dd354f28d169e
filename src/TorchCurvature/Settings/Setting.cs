using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace TorchCurvature.Settings;

/// <summary>
/// One setting of a kind of spec: its name and bounds, and how its value is read and written. Values are whole numbers, numbers, true and
/// false, words of an enum, text, lists of whole numbers or of numbers, and whatever reads itself (<see cref="IParsable{TSelf}"/>).
/// </summary>
public sealed class Setting
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Known = [];

    private static readonly MethodInfo ParseMethod =
        typeof(Setting).GetMethod(nameof(ParseAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly PropertyInfo _property;
    private readonly SettingAttribute _attribute;

    private Setting(PropertyInfo property, SettingAttribute attribute)
    {
        (_property, _attribute) = (property, attribute);
        ValueType = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsOptional = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        if (property.SetMethod is null || !IsRead(ValueType))
        {
            throw new NotSupportedException(
                $"{property.DeclaringType!.Name}.{property.Name} cannot be the setting '{Name}': it has to be "
                    + "settable, and a number, text, "
                    + $"a word of an enum, a list of numbers or what reads itself, and is a {ValueType.Name}.");
        }
    }

    /// <summary>The name, in lower case with hyphens between words.</summary>
    public string Name => _attribute.Name;

    /// <summary>What it is, in a sentence.</summary>
    public string Description => _attribute.Description;

    /// <summary>The least number that is allowed, and in a list the least one; NaN for none.</summary>
    public double Least => _attribute.Least;

    /// <summary>Whether a number has to exceed <see cref="Least"/>.</summary>
    public bool MustExceed => _attribute.MustExceed;

    /// <summary>What a number has to stay below; NaN for nothing.</summary>
    public double Below => _attribute.Below;

    /// <summary>What stands for a value in help; null for the usual word of its type.</summary>
    public string? Placeholder => _attribute.Placeholder;

    /// <summary>Whether it says where something lies, and not what it is.</summary>
    public bool IsPlace => _attribute.IsPlace;

    /// <summary>The type of a value that is there.</summary>
    public Type ValueType { get; }

    /// <summary>Whether the value may be left out.</summary>
    public bool IsOptional { get; }

    /// <summary>The value in a spec.</summary>
    /// <param name="spec">A spec that has the setting.</param>
    public object? Get(Spec spec) => _property.GetValue(spec);

    /// <summary>A value as a command line has it; empty for one that is left out.</summary>
    /// <param name="value">The value.</param>
    public static string Text(object? value) => value switch
    {
        null => "",
        IReadOnlyList<int> numbers => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        IReadOnlyList<double> numbers => string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))),
        Enum or bool => value.ToString()!.ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>The settings of a type of spec.</summary>
    /// <param name="spec">The type.</param>
    /// <exception cref="NotSupportedException">One is of a type that is not read.</exception>
    internal static IReadOnlyList<Setting> Of(Type spec) => Known.GetOrAdd(spec, static type =>
    [
        .. from property in Inherited(type)
           let attribute = property.GetCustomAttribute<SettingAttribute>()
           where attribute is not null
           select new Setting(property, attribute),
    ]);

    /// <summary>A value as a manifest has it: numbers as numbers, everything else as text.</summary>
    internal static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        bool isSo => JsonValue.Create(isSo),
        double number => JsonValue.Create(number),
        _ => JsonValue.Create(Text(value)),
    };

    /// <summary>Puts a value of a manifest, or the text of a command line, into a spec that is being made.</summary>
    /// <exception cref="FormatException">It is no value of the setting's type, or not within its bounds.</exception>
    internal void Put(Spec spec, JsonNode? value)
    {
        if (value is null)
        {
            if (!IsOptional)
            {
                throw new FormatException($"'{Name}' has no value.");
            }

            _property.SetValue(spec, null);
            return;
        }

        string text = value.ToString();
        _property.SetValue(spec, Refusal(text) is { } refusal ? throw new FormatException($"{Name} {refusal}") : Parse(text));
    }

    /// <summary>Why a text is no value of this setting: the end of a sentence that begins with its name; null where it is one.</summary>
    internal string? Refusal(string text)
    {
        try
        {
            object value = Parse(text);
            if (!double.IsNaN(Least) && !NumbersOf(value).All(IsAtLeast))
            {
                return string.Create(
                    CultureInfo.InvariantCulture, $"must be {(MustExceed ? "more than" : "at least")} {Least}, and is {text}.");
            }

            bool isTooLarge = !double.IsNaN(Below) && !NumbersOf(value).All(number => number < Below);
            return isTooLarge ? string.Create(CultureInfo.InvariantCulture, $"must be below {Below}, and is {text}.") : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return e.Message;
        }
    }

    private bool IsAtLeast(double number) => MustExceed ? number > Least : number >= Least;

    private static IEnumerable<double> NumbersOf(object value) => value switch
    {
        IReadOnlyList<int> whole => whole.Select(number => (double)number),
        IReadOnlyList<double> real => real,
        _ => [Convert.ToDouble(value, CultureInfo.InvariantCulture)],
    };

    private object Parse(string text)
    {
        if (ValueType == typeof(string))
        {
            return text;
        }

        if (ValueType == typeof(IReadOnlyList<int>))
        {
            return text.Length == 0 ? [] : text.Split(',').Select(ParseWidth).ToArray();
        }

        if (ValueType == typeof(IReadOnlyList<double>))
        {
            return text.Split(',').Select(ParseReal).ToArray();
        }

        if (ValueType == typeof(double))
        {
            return ParseReal(text);
        }

        if (ValueType == typeof(int))
        {
            return ParseWhole<int>(text);
        }

        if (ValueType == typeof(long))
        {
            return ParseWhole<long>(text);
        }

        if (ValueType == typeof(bool))
        {
            return bool.TryParse(text, out bool isSo) ? isSo : throw new FormatException($"'{text}' is neither true nor false.");
        }

        if (ValueType.IsEnum)
        {
            return Enum.GetNames(ValueType).FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } word
                ? Enum.Parse(ValueType, word)
                : throw new FormatException(
                    $"'{text}' must be one of {string.Join(", ", Enum.GetNames(ValueType).Select(w => w.ToLowerInvariant()))}.");
        }

        return ParseMethod.MakeGenericMethod(ValueType).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [text], null)!;
    }

    private static bool IsRead(Type type) =>
        type == typeof(string) || type == typeof(IReadOnlyList<int>) || type == typeof(IReadOnlyList<double>) || type.IsEnum
            || type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IParsable<>)
                && i.GenericTypeArguments[0] == type);

    // A number's own conversion takes a comma for a separator of thousands, and reads 0,1 as 1.
    private static double ParseReal(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real)
            ? real
            : throw new FormatException($"'{text}' is not a finite number, with a point for its decimals, like 0.1.");

    private static T ParseWhole<T>(string text)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T number)
            ? number
            : throw new FormatException($"'{text}' is not a whole number up to {T.MaxValue}, without separators, like 1000.");

    private static int ParseWidth(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw new FormatException($"'{text}' must be a whole number from 1.");

    private static T ParseAs<T>(string text)
        where T : IParsable<T> =>
        T.Parse(text, CultureInfo.InvariantCulture);

    private static PropertyInfo[] Inherited(Type type) => type.BaseType is { } parent && parent != typeof(object)
        ? [.. Inherited(parent), .. Declared(type)]
        : Declared(type);

    private static PropertyInfo[] Declared(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
}
