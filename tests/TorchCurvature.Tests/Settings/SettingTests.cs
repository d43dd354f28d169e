using System.Globalization;
using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Settings;

namespace TorchCurvature.Tests.Settings;

public sealed class SettingTests
{
    private static readonly SpecRegistry<SampleSpec> s_registry = new("sample", new SampleSpec());

    [Theory]
    [InlineData("whole", "2")]
    [InlineData("whole", "2147483647")]
    [InlineData("long", "1")]
    [InlineData("long", "9223372036854775807")]
    [InlineData("real", "0.1234567890123456", false)]
    [InlineData("real", "1.1234567890123457")]
    [InlineData("real", "1E-05", false)]
    [InlineData("real", "1E+300")]
    [InlineData("maybe-real", "-0.1")]
    [InlineData("maybe-real", "-1E-05")]
    [InlineData("size", "14x12")]
    [InlineData("maybe-size", "3x4")]
    [InlineData("text", "with spaces, \"quotes\" and ∑")]
    [InlineData("place", "/a/b")]
    [InlineData("kind", "softplus")]
    [InlineData("share", "0.999")]
    [InlineData("switch", "true")]
    [InlineData("list", "7")]
    [InlineData("list", "7,1,2147483647")]
    [InlineData("list", "")]
    [InlineData("reals", "7")]
    [InlineData("reals", "0,0.1234567890123456,9.5,1E-05")]
    public void AValueGoesThroughTextAndJsonAndBack(string name, string text, bool isWithin = true)
    {
        SampleSpec Read() => s_registry.Pick("sample", new Dictionary<string, JsonNode?> { [name] = text, ["of others"] = "x" });
        if (!isWithin)
        {
            Assert.Contains("more than 0.5", Assert.Throws<FormatException>(Read).Message, StringComparison.Ordinal);
            return;
        }

        SampleSpec spec = Read();
        Assert.Equal(text, Setting.Text(Of(name).Get(spec)));
        SampleSpec again = s_registry.FromJson(JsonNode.Parse(spec.ToJson().ToJsonString())!.AsObject());
        Assert.True(spec.MeansTheSameAs(again));
        Assert.Equal(spec.Describe(), again.Describe());
        Assert.Equal(text, Setting.Text(Of(name).Get(again)));
        Assert.Equal(Of(name).IsPlace, spec.MeansTheSameAs(new SampleSpec()));
    }

    [Theory]
    [InlineData("whole", "1", "whole must be at least 2, and is 1.")]
    [InlineData("whole", "2147483648", "whole '2147483648' is not a whole number up to 2147483647, without separators, like 1000.")]
    [InlineData("whole", "1,000", "whole '1,000' is not a whole number up to 2147483647, without separators, like 1000.")]
    [InlineData("whole", "2.0", "whole '2.0' is not a whole number up to 2147483647, without separators, like 1000.")]
    [InlineData("long", "-1", "long must be more than -1, and is -1.")]
    [InlineData("real", "0.5", "real must be more than 0.5, and is 0.5.")]
    [InlineData("real", "0,6", "real '0,6' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("real", "NaN", "real 'NaN' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("real", "1e999", "real '1e999' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("size", "14", "size '14' must be HEIGHTxWIDTH, like 14x14.")]
    [InlineData("kind", "1", "kind '1' must be one of relu, tanh, sigmoid, softplus, identity.")]
    [InlineData("reals", "1,-0.5", "reals must be at least 0, and is 1,-0.5.")]
    [InlineData("reals", "1,10,2", "reals must be below 10, and is 1,10,2.")]
    [InlineData("reals", "1,,2", "reals '' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("reals", "", "reals '' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("reals", "1;2", "reals '1;2' is not a finite number, with a point for its decimals, like 0.1.")]
    [InlineData("share", "1", "share must be below 1, and is 1.")]
    [InlineData("share", "-0.1", "share must be at least 0, and is -0.1.")]
    [InlineData("switch", "yes", "switch 'yes' is neither true nor false.")]
    [InlineData("list", "1,0", "list '0' must be a whole number from 1.")]
    [InlineData("list", "1,,2", "list '' must be a whole number from 1.")]
    [InlineData("list", "99999999999", "list '99999999999' must be a whole number from 1.")]
    public void WhatIsNoValueIsRefusedByName(string name, string text, string message)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        // As in German, whose own data a machine without ICU lacks.
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberGroupSeparator = ".";
        german.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = german;
        try
        {
            Assert.Equal(message, Assert.Throws<FormatException>(() => Of(name).Put(new SampleSpec(), text)).Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>What the compiler knows of null holds for references too.</summary>
    [Fact]
    public void OnlyOptionalSettingsMayBeLeftOut()
    {
        var spec = new SampleSpec { MaybeReal = 1, MaybeSize = new ImageSize(1, 1), Place = "here" };
        string[] optional = ["maybe-real", "maybe-size", "place"];
        Assert.Equal(optional, spec.Settings.Where(s => s.IsOptional).Select(s => s.Name));
        foreach (Setting setting in spec.Settings)
        {
            if (setting.IsOptional)
            {
                setting.Put(spec, null);
                Assert.Null(setting.Get(spec));
            }
            else
            {
                Assert.Equal($"'{setting.Name}' has no value.", Assert.Throws<FormatException>(() => setting.Put(spec, null)).Message);
            }
        }
    }

    [Fact]
    public void SpecsWithEqualListsMeanTheSameWhereverTheyLie()
    {
        var one = new SampleSpec { List = [1, 2], Place = "here", NotASetting = 1 };
        var other = new SampleSpec { List = [.. Enumerable.Range(1, 2)], Place = "there", NotASetting = 2 };
        Assert.True(one.MeansTheSameAs(other));
        Assert.Equal("sample 3 0 1 1x2 a b relu 1,2 0.5,2 0 false", one.Describe());
        Assert.Equal(one.Describe(), other.Describe());
        Assert.False(one.MeansTheSameAs(other with { List = [1, 2, 3] }));
        Assert.True(one.MeansTheSameAs(other with { Reals = [.. one.Reals] }));
        Assert.False(one.MeansTheSameAs(other with { Reals = [0.5, 3] }));
        Assert.False(one.MeansTheSameAs(other with { Kind = Activation.Tanh }));
        Assert.False(new MnistSpec().MeansTheSameAs(new Cifar10Spec()));
    }

    [Fact]
    public void ASettingThatCannotBeReadIsRefusedWhenItIsLookedAt()
    {
        foreach (Spec spec in (Spec[])[new UnreadableSpec(), new FixedSpec()])
        {
            string message = Assert.Throws<NotSupportedException>(() => spec.Settings).Message;
            Assert.Contains(spec.GetType().Name, message, StringComparison.Ordinal);
            Assert.Throws<NotSupportedException>(spec.ToJson);
        }

        string named = Assert.Throws<NotSupportedException>(() => new UnreadableSpec().Describe()).Message;
        Assert.Contains("'matrix'", named, StringComparison.Ordinal);
    }

    private static Setting Of(string name) => s_registry.Settings.Single(s => s.Name == name);
}
