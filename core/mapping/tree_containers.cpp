#include "core/mapping/facts.hpp"
#include "core/mapping/tree.hpp"
#include "core/model/builder.hpp"

namespace hub::mapping {

namespace {

using model::DataClass;
using model::Value;

bool is_blank(const Value& value) {
  if (value.is_string()) return value.as_string().empty();
  if (value.is_array()) return value.as_array().empty();
  if (value.is_object()) return value.as_object().empty();
  return value.is_null();
}

class UnlessBlank final : public Tree {
 public:
  UnlessBlank(TreePlace place, TreePtr inner, WhenBlank when_blank)
      : place_(std::move(place)), inner_(std::move(inner)), when_blank_(when_blank) {}

  Made make(Scope& scope) const override {
    DataClass data_class = DataClass::none;
    if (inner_) {
      auto made = inner_->make(scope);
      if (!made || (*made && !is_blank(**made))) return made;
      if (*made) data_class = (**made).data_class();
    }
    if (when_blank_ == WhenBlank::omit) return std::optional<Value>();
    return std::optional<Value>(Value().with_class(data_class));
  }
  void describe(FactCollector& facts) const override {
    if (inner_) {
      inner_->describe(facts);
    } else if (when_blank_ == WhenBlank::null) {
      facts.add_constant(place_, Value());
    }
  }

 private:
  TreePlace place_;
  TreePtr inner_;
  WhenBlank when_blank_;
};

class Object final : public Tree {
 public:
  explicit Object(std::vector<std::pair<std::string, TreePtr>> members) : members_(std::move(members)) {}

  Made make(Scope& scope) const override {
    model::Member* made_members = scope.arena().take_array<model::Member>(members_.size());
    std::size_t size = 0;
    DataClass data_class = DataClass::none;
    for (const auto& [name, tree] : members_) {
      auto made = tree->make(scope);
      if (!made) return std::move(made).error();
      if (!*made) continue;
      data_class = highest(data_class, (**made).data_class());
      ::new (&made_members[size++]) model::Member{name, **made};
    }
    return std::optional<Value>(Value::object({made_members, size}, data_class));
  }
  void describe(FactCollector& facts) const override {
    for (const auto& [name, tree] : members_) tree->describe(facts);
  }

 private:
  std::vector<std::pair<std::string, TreePtr>> members_;
};

class List final : public Tree {
 public:
  explicit List(std::vector<TreePtr> items) : items_(std::move(items)) {}

  Made make(Scope& scope) const override {
    Value* made_items = scope.arena().take_array<Value>(items_.size());
    std::size_t size = 0;
    DataClass data_class = DataClass::none;
    for (const TreePtr& tree : items_) {
      auto made = tree->make(scope);
      if (!made) return std::move(made).error();
      if (!*made) continue;
      data_class = highest(data_class, (**made).data_class());
      ::new (&made_items[size++]) Value(**made);
    }
    return std::optional<Value>(Value::array({made_items, size}, data_class));
  }
  void describe(FactCollector& facts) const override {
    for (const TreePtr& tree : items_) tree->describe(facts);
  }

 private:
  std::vector<TreePtr> items_;
};

class Each final : public Tree {
 public:
  Each(TreePlace place, EachParts parts) : place_(std::move(place)), parts_(std::move(parts)) {}

  Made make(Scope& scope) const override {
    auto list = parts_.list->value(scope);
    if (!list) return at_field(std::move(list).error(), place_.path);
    if (!list->is_array()) {
      // A list that the case does not have is an empty one.
      if (list->is_null()) return std::optional<Value>(Value::array({}, class_of_choice(*list)));
      return at_field(invalid_error("wrong_type", "what $each goes through is not a list"), place_.path);
    }
    model::ArrayBuilder items(scope.arena());
    DataClass data_class = class_of_choice(*list);
    Binding binding(scope, parts_.name, Value());
    std::size_t turns = 0;
    for (const Value& item : list->as_array()) {
      if (!scope.spend_items(turns)) return at_field(limit_error("items"), place_.path);
      scope.rebind(item);
      auto chosen = is_chosen(scope, data_class);
      if (!chosen) return at_field(std::move(chosen).error(), place_.path);
      if (!*chosen) continue;
      auto made = parts_.item->make(scope);
      if (!made) return made;
      if (!*made) continue;
      data_class = highest(data_class, (**made).data_class());
      items.add(**made);
    }
    return std::optional<Value>(items.finish(data_class));
  }
  void describe(FactCollector& facts) const override {
    std::optional<FactCollector::Flow> over;
    if (parts_.list->is_plain_path()) {
      facts.note(*parts_.list);
    } else {
      over.emplace(facts, *parts_.list);
    }
    FactCollector::Name name(facts, parts_.name, *parts_.list);
    if (!parts_.where) return parts_.item->describe(facts);
    FactCollector::Flow condition(facts, *parts_.where);
    parts_.item->describe(facts);
  }

 private:
  // A filter that chose or made the items looked at what is in them.
  DataClass class_of_choice(const Value& list) const {
    return parts_.list->is_plain_path() ? DataClass::none : list.data_class();
  }

  Result<bool> is_chosen(Scope& scope, DataClass& data_class) const {
    if (!parts_.where) return true;
    auto holds = parts_.where->holds(scope);
    if (!holds) return std::move(holds).error();
    data_class = highest(data_class, holds->data_class());
    return holds->as_boolean();
  }

  TreePlace place_;
  EachParts parts_;
};

class If final : public Tree {
 public:
  If(TreePlace place, ExpressionPtr condition, TreePtr then, TreePtr otherwise)
      : place_(std::move(place)),
        condition_(std::move(condition)),
        then_(std::move(then)),
        otherwise_(std::move(otherwise)) {}

  Made make(Scope& scope) const override {
    auto holds = condition_->holds(scope);
    if (!holds) return at_field(std::move(holds).error(), place_.path);
    const Tree* branch = holds->as_boolean() ? then_.get() : otherwise_.get();
    if (!branch) return std::optional<Value>();
    auto made = branch->make(scope);
    if (!made || !*made) return made;
    return std::optional<Value>((**made).with_class(highest((**made).data_class(), holds->data_class())));
  }
  void describe(FactCollector& facts) const override {
    FactCollector::Flow condition(facts, *condition_);
    then_->describe(facts);
    if (otherwise_) otherwise_->describe(facts);
  }

 private:
  TreePlace place_;
  ExpressionPtr condition_;
  TreePtr then_, otherwise_;
};

}  // namespace

TreePtr make_unless_blank(TreePlace place, TreePtr inner, WhenBlank when_blank) {
  return std::make_unique<UnlessBlank>(std::move(place), std::move(inner), when_blank);
}
TreePtr make_object(std::vector<std::pair<std::string, TreePtr>> members) {
  return std::make_unique<Object>(std::move(members));
}
TreePtr make_list(std::vector<TreePtr> items) {
  return std::make_unique<List>(std::move(items));
}
TreePtr make_each(TreePlace place, EachParts parts) {
  return std::make_unique<Each>(std::move(place), std::move(parts));
}
TreePtr make_if(TreePlace place, ExpressionPtr condition, TreePtr then, TreePtr otherwise) {
  return std::make_unique<If>(std::move(place), std::move(condition), std::move(then), std::move(otherwise));
}

}  // namespace hub::mapping
