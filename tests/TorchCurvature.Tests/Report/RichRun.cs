namespace TorchCurvature.Tests.Report;

/// <summary>A made-up run with every section that a page can have.</summary>
internal static class RichRun
{
    public static MadeRun Make() => new MadeRun("rich").WithSpectrum(400)
        .With("records.csv", "step,phase,train_loss,train_accuracy,test_loss,test_accuracy,gradient_norm\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => Line(i * 10, 1, 2 / (1.0 + i), 0.5, 2.1 / (1.0 + i), 0.4, 1 / (1.0 + i)))))
        .With("largest-eigenvalues.csv", "step,index,eigenvalue,residual,two_over_learning_rate,confirmed\n"
            + "0,1,5,1e-3,20,true\n0,2,4,1e-3,20,true\n50,1,19.5,1e-3,20,true\n50,2,9,1e-3,20,true\n")
        .With("density.csv", "point,eigenvalue,density,lower,upper,quadrature_bound\n"
            + string.Concat(Enumerable.Range(-50, 200).Select(i => $"final,{Line(i, 20.0 / (1 + (i * i)), 15.0 / (1 + (i * i)),
                25.0 / (1 + (i * i)), 0)}")))
        .With("eigenpairs.csv", "point,end,index,eigenvalue,residual,converged\nfinal,top,1,140,0.5,true\nfinal,bottom,1,-40,0.5,true\n")
        .With("estimates.csv", "point,quantity,value,standard_error\nfinal,trace,12.5,0.5\n")
        .With("split.csv", "point,matrix,index,eigenvalue\nfinal,H,1,2\nfinal,H,2,-1\nfinal,G,1,1.5\nfinal,F,1,0.5\nfinal,F,2,-1\n")
        .With("layers.csv", "point,layer,parameters,quantity,value,error,lower,upper\n"
            + "final,linear1.weight,300,lambda-max,2,0.1,1.9,2.1\nfinal,linear1.weight,300,lambda-min,-0.5,0.1,-0.6,-0.4\n"
            + "final,linear1.bias,100,lambda-max,1,0.1,0.9,1.1\nfinal,linear1.bias,100,trace,3,0.1,2.9,3.1\n")
        .With("kernel.csv", "point,index,eigenvalue\n"
            + string.Concat(Enumerable.Range(1, 200).Select(i => $"final,{Line(i, 50.0 / (i * i))}")))
        .With("noise.csv", "point,quantity,value\nfinal,trace,2.5\n")
        .With("theory.csv", "point,matrix,law,gamma,ks_distance,verdict,outlier_threshold,outlier_count\n"
            + "final,H,few-atoms,1,0.3,poor,5e-4,5\n")
        .With("theory-density.csv", "point,matrix,law,eigenvalue,eigenvalues_per_unit\n"
            + "final,H,few-atoms,1e-6,1e7\nfinal,H,few-atoms,1e-4,1e5\n")
        .With("track.csv", "step,loss,gradient_norm,lambda_max,lambda_min,functional_to_hessian,bulk_edge\n"
            + "0,2,1,3,-1,0.9,0\n99,1,0.5,2,-0.5,0.5,5\n")
        .With("checkpoints.csv", "checkpoint,step,quantity,value,lower,upper,remark\n"
            + "a.pt,1,lambda_1,2,1.9,2.1,\nb.pt,2,lambda_1,3,2.9,3.1,\na.pt,1,loss,1,,,\nb.pt,2,loss,0.5,,,\n")
        .With("interpolation.csv", "alpha,train_loss,train_accuracy,test_loss,test_accuracy,train_loss_standard_error\n"
            + "-0.5,3,0.2,3.1,0.2,0.1\n0,0.1,0.9,0.2,0.8,0.01\n0.5,1,0.5,1.1,0.5,0.05\n1,0.2,0.9,0.3,0.8,0.01\n")
        .With("plane.csv", "x,y,train_loss,train_accuracy,test_loss,test_accuracy,train_loss_standard_error\n" + string.Concat(
            from y in Enumerable.Range(0, 9)
            from x in Enumerable.Range(0, 9)
            select Line(x, y, 0.1 + ((x - 4) * (x - 4)) + (2 * (y - 4) * (y - 4)), 0.5, 1, 0.5, 0.1)))
        .With("sharpness.csv", "start,largest_loss\n1,0.5\n2,0.6\n");

    private static string Line(params double[] numbers) =>
        string.Join(',', numbers.Select(n => n.ToString("R", System.Globalization.CultureInfo.InvariantCulture))) + "\n";
}
