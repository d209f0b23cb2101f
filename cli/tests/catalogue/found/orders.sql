-- A trading company's orders as they are often found: short codes for keys, `real` for money, one-letter types, a name
-- that is a keyword, constraints under other tools' names.
CREATE TABLE categories (
    category_id smallint NOT NULL,
    category_name varchar(15) NOT NULL,
    description text,
    picture bytea
);
CREATE TABLE customers (
    customer_id varchar(5) NOT NULL,
    company_name varchar(40) NOT NULL,
    contact_name varchar(30),
    region varchar(15),
    phone varchar(24)
);
CREATE TABLE customer_demographics (customer_type_id varchar(5) NOT NULL, customer_desc text);
CREATE TABLE customer_customer_demo (customer_id varchar(5) NOT NULL, customer_type_id varchar(5) NOT NULL);
CREATE TABLE region (region_id smallint NOT NULL, region_description varchar(60) NOT NULL);
CREATE TABLE territories (territory_id varchar(20) NOT NULL, territory_description varchar(60) NOT NULL, region_id smallint NOT NULL);
CREATE TABLE employees (
    employee_id smallint NOT NULL,
    last_name varchar(20) NOT NULL,
    first_name varchar(10) NOT NULL,
    birth_date date,
    hire_date date,
    photo bytea,
    notes text,
    reports_to smallint,
    photo_path varchar(255)
);
CREATE TABLE employee_territories (employee_id smallint NOT NULL, territory_id varchar(20) NOT NULL);
CREATE TABLE shippers (shipper_id smallint NOT NULL, company_name varchar(40) NOT NULL);
CREATE TABLE suppliers (supplier_id smallint NOT NULL, company_name varchar(40) NOT NULL, homepage text);
CREATE TABLE products (
    product_id smallint NOT NULL,
    product_name varchar(40) NOT NULL,
    supplier_id smallint,
    category_id smallint,
    unit_price real,
    units_in_stock smallint,
    discontinued integer NOT NULL
);
CREATE TABLE orders (
    order_id smallint NOT NULL,
    customer_id varchar(5),
    employee_id smallint,
    order_date date,
    ship_via smallint,
    freight real,
    state "char" DEFAULT 'n' NOT NULL
);
CREATE TABLE order_details (
    order_id smallint NOT NULL,
    product_id smallint NOT NULL,
    unit_price real NOT NULL,
    quantity smallint NOT NULL,
    discount real NOT NULL
);
CREATE TABLE us_states (state_id smallint NOT NULL, state_name varchar(100), "order" smallint, "user" text);
ALTER TABLE categories ADD CONSTRAINT pk_categories PRIMARY KEY (category_id);
ALTER TABLE customers ADD CONSTRAINT pk_customers PRIMARY KEY (customer_id);
ALTER TABLE customer_demographics ADD CONSTRAINT pk_customer_demographics PRIMARY KEY (customer_type_id);
ALTER TABLE customer_customer_demo ADD CONSTRAINT pk_customer_customer_demo PRIMARY KEY (customer_id, customer_type_id);
ALTER TABLE region ADD CONSTRAINT pk_region PRIMARY KEY (region_id);
ALTER TABLE territories ADD CONSTRAINT pk_territories PRIMARY KEY (territory_id);
ALTER TABLE employees ADD CONSTRAINT pk_employees PRIMARY KEY (employee_id);
ALTER TABLE employee_territories ADD CONSTRAINT pk_employee_territories PRIMARY KEY (employee_id, territory_id);
ALTER TABLE shippers ADD CONSTRAINT pk_shippers PRIMARY KEY (shipper_id);
ALTER TABLE suppliers ADD CONSTRAINT pk_suppliers PRIMARY KEY (supplier_id);
ALTER TABLE products ADD CONSTRAINT pk_products PRIMARY KEY (product_id);
ALTER TABLE orders ADD CONSTRAINT pk_orders PRIMARY KEY (order_id);
ALTER TABLE order_details ADD CONSTRAINT pk_order_details PRIMARY KEY (order_id, product_id);
ALTER TABLE us_states ADD CONSTRAINT pk_usstates PRIMARY KEY (state_id);
ALTER TABLE orders ADD CONSTRAINT fk_orders_customers FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE orders ADD CONSTRAINT fk_orders_employees FOREIGN KEY (employee_id) REFERENCES employees;
ALTER TABLE orders ADD CONSTRAINT fk_orders_shippers FOREIGN KEY (ship_via) REFERENCES shippers;
ALTER TABLE order_details ADD CONSTRAINT fk_order_details_products FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE order_details ADD CONSTRAINT fk_order_details_orders FOREIGN KEY (order_id) REFERENCES orders;
ALTER TABLE products ADD CONSTRAINT fk_products_categories FOREIGN KEY (category_id) REFERENCES categories;
ALTER TABLE products ADD CONSTRAINT fk_products_suppliers FOREIGN KEY (supplier_id) REFERENCES suppliers;
ALTER TABLE territories ADD CONSTRAINT fk_territories_region FOREIGN KEY (region_id) REFERENCES region;
ALTER TABLE employee_territories ADD CONSTRAINT fk_employee_territories_territories FOREIGN KEY (territory_id) REFERENCES territories;
ALTER TABLE employee_territories ADD CONSTRAINT fk_employee_territories_employees FOREIGN KEY (employee_id) REFERENCES employees;
ALTER TABLE customer_customer_demo ADD CONSTRAINT fk_ccd_demographics FOREIGN KEY (customer_type_id) REFERENCES customer_demographics;
ALTER TABLE customer_customer_demo ADD CONSTRAINT fk_ccd_customers FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE employees ADD CONSTRAINT fk_employees_employees FOREIGN KEY (reports_to) REFERENCES employees;
ALTER TABLE order_details ADD CONSTRAINT ck_discount CHECK (discount >= 0 AND discount <= 1), ADD CONSTRAINT "CK_Quantity" CHECK (quantity > 0);
CREATE INDEX ship_via ON orders (ship_via);
