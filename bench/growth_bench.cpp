// How times grow: against the number of samples at fixed P, and against P at a fixed number of samples; the exponent of
// the power law that fits best (least squares of the logarithms):  bench_growth [--threads T] [--json]
#include "bench/floors.h"
#include "bench/problems.h"
#include "bench/rows.h"

namespace saddlescope::bench {
namespace {

struct Point {
  double size = 0;
  Seconds seconds = {};
};

double exponent(const std::vector<Point>& points, double Seconds::* clock) {
  double x = 0, y = 0, xx = 0, xy = 0;
  const double n = static_cast<double>(points.size());
  for (const Point& point : points) {
    const double a = std::log(point.size), b = std::log(point.seconds.*clock);
    x += a, y += b, xx += a * a, xy += a * b;
  }
  return (n * xy - x * y) / (n * xx - x * x);
}

void print(const std::string& row, const std::string& title, const std::vector<Point>& points, const Output& output) {
  Row line = {"growth/" + row, title, "power"};
  line.value = {exponent(points, &Seconds::wall), exponent(points, &Seconds::processor)};
  line.floor = {1, 1};
  line.note = "from";
  for (const Point& point : points) {
    char text[64];
    std::snprintf(text, sizeof text, " at %.0f", point.size);
    line.note += " " + Output::written(point.seconds.wall, "s") + text;
  }
  line.goal = "straight";
  output.row(line);
}

struct Times {
  Seconds gradient, product, hessian;
};

Times times(const Problem& problem, bool with_hessian, Context& context) {
  const std::size_t P = problem.theta.size();
  const Matrix V = directions(P, kDirections);
  Matrix HV(P, kDirections), H(with_hessian ? P : 0, with_hessian ? P : 0);
  Vector g(P);
  const auto at = problem.objective->linearize(problem.theta, context);
  std::vector<Work> works = {{"gradient", [&] { problem.objective->gradient(problem.theta, g, context); }},
                             {"products", [&] { at->apply(V, HV, context); }}};
  if (with_hessian) works.push_back({"Hessian", [&] { at->hessian(H, context); }});
  measure(works, 12, 0.25);
  return {works[0].fastest, works[1].fastest, with_hessian ? works[2].fastest : Seconds{}};
}

void run(const Options& options) {
  Context context = default_context();
  context.threads = options.threads;
  const Output output(options);
  std::vector<Point> gradient, product, hessian, wider;
  for (const std::size_t N : {1024, 2048, 4096, 8192}) {
    const Times t = times(random_problem("mlp:64-16-16-10:tanh", N), true, context);
    const double n = static_cast<double>(N);
    gradient.push_back({n, t.gradient});
    product.push_back({n, t.product});
    hessian.push_back({n, t.hessian});
  }
  // All widths grow alike, so that the first layer's share of P, for which a product pays less, stays.
  for (const char* model :
       {"mlp:24-24-24-24:tanh", "mlp:48-48-48-48:tanh", "mlp:96-96-96-96:tanh", "mlp:192-192-192-192:tanh"}) {
    const Problem problem = random_problem(model, 1024);
    wider.push_back({static_cast<double>(problem.theta.size()), times(problem, false, context).product});
  }
  print("gradient-samples", "gradient against N, 64-16-16-10", gradient, output);
  print("product-samples", "block of 16 products against N, 64-16-16-10", product, output);
  print("hessian-samples", "exact Hessian against N, 64-16-16-10", hessian, output);
  print("product-parameters", "block of 16 products against P, N = 1,024", wider, output);
}

}  // namespace
}  // namespace saddlescope::bench

int main(int argc, char** argv) { saddlescope::bench::run(saddlescope::bench::options(argc, argv)); }
